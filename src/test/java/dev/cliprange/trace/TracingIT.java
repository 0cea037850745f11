package dev.cliprange.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.FaultyProxy;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.TraceReceiver;
import dev.cliprange.testing.TraceReceiver.Received;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a collector is sent about clips, by the whole server with signing on. */
class TracingIT {

    private static final String SENDER = "00f067aa0ba902b7";
    private static final String SECRET = "a-secret-of-the-tests-0123456789abcdef";
    private static final Duration SOON = Duration.ofSeconds(20);

    private static TraceReceiver receiver;
    private static FaultyProxy toStorage;
    private static Origin origin;

    @BeforeAll
    static void start() {
        receiver = TraceReceiver.start();
        URI storage = Origin.storage().endpoint();
        toStorage = new FaultyProxy(storage.getPort());
        origin = Origin.start(Map.of(
                "cliprange.tracing.endpoint",
                receiver.endpoint(),
                "cliprange.tracing.sampled-percent",
                0,
                "management.opentelemetry.tracing.export.schedule-delay",
                "50ms",
                "cliprange.storage.endpoint",
                toStorage.through(storage),
                "cliprange.storage.retries",
                1,
                "cliprange.playback.signing-key",
                "k",
                "cliprange.playback.keys.k",
                SECRET));
    }

    @AfterAll
    static void stop() {
        origin.close();
        toStorage.close();
        receiver.close();
    }

    @Test
    void slicedClip_askedForWithinATrace_isOneTraceOfLookupPlanStorageAndFirstByte() {
        JsonNode clip = origin.client().clip(origin.source(HeavySource.file()), 1, 3);

        List<Received> spans = trace(clip.path("streamUrl").asString(), 200);

        assertThat(spans)
                .allSatisfy(span -> assertThat(span.service()).isEqualTo("cliprange"))
                .extracting(Received::name)
                .contains("clip.lookup", "clip.plan", "storage.read", "clip.first-byte");
        Received request = only(spans, SENDER);
        assertThat(below(spans, request)).contains("clip.lookup", "clip.plan", "clip.first-byte", "storage.read");
        assertThat(named(spans, "storage.read").tags()).containsKeys("offset", "length");
        Received firstByte = named(spans, "clip.first-byte");
        assertThat(firstByte.span().getEndTimeUnixNano())
                .isBetween(
                        firstByte.span().getStartTimeUnixNano(), request.span().getEndTimeUnixNano());
    }

    @Test
    void pipedClip_askedForWithinATrace_hasItsProcessInIt() {
        JsonNode clip =
                origin.client().clip(origin.source(MediaMatrix.entry("mkv-avc").file()), 1, 2);

        List<Received> spans = trace(clip.path("streamUrl").asString(), 200);

        Received request = only(spans, SENDER);
        assertThat(below(spans, request)).containsExactlyInAnyOrder("clip.lookup", "clip.first-byte", "ffmpeg.clip");
        assertThat(named(spans, "ffmpeg.clip").tags()).containsKeys("queue.us", "spawn.us", "first-fragment.us");
    }

    @Test
    void preciseClip_askedForWithinATrace_hasTheEncodingInIt() {
        JsonNode clip =
                origin.client().clip(origin.source(MediaMatrix.entry("avc-2997").file()), 1.1, 2);

        List<Received> spans = trace(clip.path("preciseStreamUrl").asString(), 200);

        assertThat(below(spans, named(spans, "clip.plan"))).contains("ffmpeg.encode");
    }

    @Test
    void storageThatFails_isNamedByItsCode() {
        JsonNode clip = origin.client().clip(origin.source(HeavySource.file()), 3, 5);
        toStorage.cutAfter(0);

        List<Received> spans = trace(clip.path("streamUrl").asString(), 502);
        toStorage.mend();

        assertThat(spans).extracting(Received::failure).contains("source-unreadable");
        assertThat(spans)
                .allSatisfy(span -> assertThat(span.span().getEventsList())
                        .allSatisfy(event -> assertThat(event.toString()).doesNotContain("\tat ", "127.0.0.1")));
    }

    @Test
    void signatureInThePath_isInNoSpan() {
        JsonNode clip =
                origin.client().clip(origin.source(MediaMatrix.entry("avc-2997").file()), 2, 3);
        String url = clip.path("hlsUrl").asString();
        String signature = URI.create(url).getRawPath().split("/")[3];

        List<Received> spans = trace(url, 200);

        assertThat(spans).isNotEmpty();
        assertThat(receiver.text()).doesNotContain(signature, "/videos/s/");
    }

    @Test
    void traces_holdNoSecret_andOnlyWhatWasAskedForWithinOne() {
        OriginClient client = origin.client();
        JsonNode clip = client.clip(origin.source(HeavySource.file()), 5, 6);
        String address = clip.path("streamUrl").asString();
        client.play(address);
        client.play(origin.managementBase().resolve("/actuator/health/liveness").toString(), sampled(newTrace()));

        List<Received> spans = trace(address, 200);

        assertThat(receiver.spans())
                .allSatisfy(span ->
                        assertThat(only(ofTrace(span.traceId()), SENDER)).isNotNull());
        assertThat(spans).isNotEmpty();
        assertThat(receiver.text())
                .doesNotContain("signature=", "expires=", "X-Amz-", "/actuator", "://", SECRET, Origin.API_KEY)
                .doesNotContain(Origin.storage().accessKey(), Origin.storage().secretKey());
        assertThat(metrics())
                .as("ids are no tags of meters")
                .doesNotContain(
                        spans.getFirst().traceId(),
                        clip.path("id").asString(),
                        clip.path("version").asString());
    }

    @Test
    void withoutAnEndpoint_nothingOfItIsThere() {
        assertThat(Origin.shared().bean(Spans.class)).isSameAs(Spans.OFF);
        assertThat(Origin.shared().names())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).contains("opentelemetry"));
    }

    private static String metrics() {
        byte[] page = origin.client()
                .play(origin.managementBase().resolve("/actuator/prometheus").toString())
                .body();
        return new String(page, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Plays the address within a trace of its own; all spans of that, once the request's is there. */
    private static List<Received> trace(String address, int expectedStatus) {
        String id = newTrace();
        assertThat(origin.client().play(address, sampled(id)).statusCode()).isEqualTo(expectedStatus);
        await().atMost(SOON)
                .until(() ->
                        ofTrace(id).stream().anyMatch(span -> span.parentId().equals(SENDER)));
        // What it was for has ended before it, and is exported no later.
        return ofTrace(id);
    }

    private static String newTrace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static String[] sampled(String traceId) {
        return new String[] {"traceparent", "00-" + traceId + "-" + SENDER + "-01"};
    }

    private static List<Received> ofTrace(String id) {
        return receiver.spans().stream()
                .filter(span -> span.traceId().equals(id))
                .toList();
    }

    private static Received only(List<Received> spans, String parentId) {
        return spans.stream()
                .filter(span -> span.parentId().equals(parentId))
                .reduce((one, other) -> {
                    throw new AssertionError("two below " + parentId + ": " + one.name() + ", " + other.name());
                })
                .orElseThrow();
    }

    private static Received named(List<Received> spans, String name) {
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> below(List<Received> spans, Received parent) {
        return spans.stream()
                .filter(span -> span.parentId().equals(parent.id()))
                .map(Received::name)
                .toList();
    }
}
