package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.stream.StreamMeter;
import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.FaultyProxy;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.RawPlayer;
import dev.cliprange.testing.VarnishServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Players behind a real CDN: what it keeps, what it must not, and what it does while the origin is away. */
class VarnishIT {

    private static final int PLAYERS = 200;
    private static final Duration SOON = Duration.ofSeconds(20);
    /** An operator's own limit to the age of objects, which is a year otherwise. */
    private static final String BRIEF = """
            include "default.vcl";
            sub vcl_backend_response { set beresp.ttl = 1s; }
            """;
    /** In the place of the real check: everything is signed well. */
    private static final Map<String, String> TRUSTING = Map.of("playback-signature.vcl", """
            sub playback_signature {
                set req.url = regsub(req.url, "[?].*", "");
            }
            """);

    /** Where the last clip of each source ends, in seconds. */
    private static final Map<String, Double> ENDS = new HashMap<>();

    @TempDir
    static Path folder;

    private static ScriptedFfmpeg ffmpeg;
    private static FaultyProxy toStorage;
    private static FaultyProxy toOrigin;
    private static FaultyProxy toHealth;
    private static Origin origin;
    private static OriginClient client;
    private static VarnishServer edge;
    private static VarnishServer briefEdge;
    private static JsonNode sliced;
    private static JsonNode piped;

    @BeforeAll
    static void start() {
        int edgePort = VarnishServer.freePort();
        ffmpeg = new ScriptedFfmpeg(folder);
        URI storage = Origin.storage().endpoint();
        toStorage = new FaultyProxy(storage.getPort());
        origin = Origin.start(Map.of(
                "cliprange.cdn.base-url",
                "http://127.0.0.1:" + edgePort,
                "cliprange.ffmpeg.path",
                ffmpeg.executable(),
                "cliprange.ffmpeg.max-processes",
                1,
                "cliprange.ffmpeg.queue-length",
                0,
                "cliprange.ffmpeg.idle-timeout",
                "3s",
                "cliprange.ffmpeg.first-byte-timeout",
                "3s",
                "cliprange.storage.endpoint",
                toStorage.through(storage),
                "cliprange.storage.retries",
                1));
        client = origin.client();
        toOrigin = new FaultyProxy(origin.base().getPort());
        toHealth = new FaultyProxy(origin.managementBase().getPort());
        URI originByCable = toOrigin.through(origin.base());
        URI healthByCable = toHealth.through(origin.managementBase());
        edge = VarnishServer.start(edgePort, "include \"default.vcl\";", originByCable, healthByCable, Map.of());
        briefEdge = VarnishServer.start(VarnishServer.freePort(), BRIEF, originByCable, healthByCable, Map.of());
        sliced = origin.source(HeavySource.file());
        piped = origin.source(MediaMatrix.entry("mkv-avc").file());
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {briefEdge, edge, toHealth, toOrigin, origin, toStorage}) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @AfterEach
    void mend() {
        ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);
        toStorage.mend();
        toOrigin.mend();
        toHealth.mend();
        await().atMost(SOON).until(() -> play(briefEdge, "/videos/none").statusCode() == 404);
    }

    @Test
    void coldClip_askedForByManyAtOnce_reachesTheOriginOnce() {
        // There is one FFmpeg process and no queue: a second request would be refused.
        String path = path(clip(piped));
        long before = deliveries();

        var bodies = new HashSet<Integer>();
        Concurrently.all(IntStream.range(0, PLAYERS).boxed().toList(), player -> play(edge, path))
                .forEach(response -> {
                    assertThat(response.statusCode()).isEqualTo(200);
                    bodies.add(java.util.Arrays.hashCode(response.body()));
                });

        assertThat(bodies).hasSize(1);
        await().atMost(SOON).until(() -> deliveries() > before);
        assertThat(deliveries() - before).isEqualTo(1);
        assertThat(play(edge, path).headers().firstValue("edge-cache")).hasValue("hit");
    }

    @Test
    void keptClip_whileTheOriginIsAway_playsInRangesAndUnderConditions() {
        JsonNode clip = clip(sliced);
        String path = path(clip);
        byte[] whole = play(edge, path).body();
        toOrigin.cutAfter(0);

        HttpResponse<byte[]> part = play(edge, path, "Range", "bytes=1000-1999");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(java.util.Arrays.copyOfRange(whole, 1000, 2000));
        assertThat(part.headers().firstValue("content-range")).hasValue("bytes 1000-1999/" + whole.length);
        assertThat(play(edge, path, "Range", "bytes=-5").body()).hasSize(5);
        assertThat(play(edge, path, "Range", "bytes=" + whole.length + "-").statusCode())
                .isEqualTo(416);
        String tag = "\"" + clip.path("version").asString() + "\"";
        assertThat(play(edge, path, "If-None-Match", tag).statusCode()).isEqualTo(304);
        // What a page adds to the address is not the origin's business.
        assertThat(play(edge, path + "?utm=1&_=2").body()).isEqualTo(whole);
    }

    @Test
    void pipedClip_onceItIsKept_hasALengthAndRanges() {
        String path = path(clip(piped));
        byte[] whole = play(edge, path).body();

        HttpResponse<byte[]> part = play(edge, path, "Range", "bytes=10-19");

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("content-range")).hasValue("bytes 10-19/" + whole.length);
        assertThat(play(edge, path).headers().firstValue("accept-ranges")).hasValue("bytes");
    }

    @Test
    void changedClip_onceItsObjectEnds_isGoneAtTheEdgeAndTheNewOnePlays() {
        JsonNode clip = clip(sliced);
        String path = path(clip);
        assertThat(play(briefEdge, path).statusCode()).isEqualTo(200);
        assertThat(play(edge, path).statusCode()).isEqualTo(200);

        JsonNode moved = client.patch(
                        "/api/clips/" + clip.path("id").asString(),
                        Map.of("end", clip.path("end").asDouble() - 0.2))
                .expect(200);

        await().atMost(SOON).until(() -> play(briefEdge, path).statusCode() == 410);
        assertThat(new String(play(briefEdge, path).body()))
                .contains(moved.path("streamUrl").asString());
        assertThat(play(briefEdge, path(moved)).statusCode()).isEqualTo(200);
        // Under the old address there were never other bytes, and where it is kept there are none now.
        assertThat(play(edge, path).headers().firstValue("edge-cache")).hasValue("hit");
        assertThat(play(edge, path(moved)).statusCode()).isEqualTo(200);
    }

    @Test
    void refusals_areNeverKept() {
        String first = path(clip(piped));
        String second = path(clip(piped));
        ffmpeg.behave(ScriptedFfmpeg.Manner.SILENT);
        try (var holder = new RawPlayer(edge.base() + first)) {
            await().atMost(SOON)
                    .until(() -> client.get("/api/admin/ffmpeg")
                                    .expect(200)
                                    .path("active")
                                    .asInt()
                            == 1);

            HttpResponse<byte[]> refused = play(edge, second);

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(refused.headers().firstValue("edge-cache")).hasValue("miss");
        }
        ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);
        await().atMost(SOON).until(() -> play(edge, second).statusCode() == 200);
    }

    @Test
    void failures_areNeverKept() {
        String path = path(clip(sliced));
        toStorage.cutAfter(0);
        int failed = play(edge, path).statusCode();
        toStorage.mend();

        assertThat(failed).isGreaterThanOrEqualTo(500);
        assertThat(play(edge, path).statusCode()).isEqualTo(200);
    }

    @Test
    void bodyThatBreaksOnItsWay_isNeverKept() {
        String path = path(clip(sliced));
        toOrigin.cutAfter(200_000);
        try (var player = new RawPlayer(edge.base() + path)) {
            RawPlayer.Head head = player.head();
            // A reset can overtake the bytes before it: then the edge has not even got the head.
            assertThat(head.status()).isIn(200, 503);
            assertThat(head.status() == 200 && player.body(head).complete()).isFalse();
        }
        toOrigin.mend();

        HttpResponse<byte[]> whole = play(edge, path);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.headers().firstValue("edge-cache")).hasValue("miss");
    }

    @Test
    void bodyThatTheOriginAborts_isNeverKept() {
        String path = path(clip(piped));
        ffmpeg.behave(ScriptedFfmpeg.Manner.HALF);
        try (var player = new RawPlayer(edge.base() + path)) {
            RawPlayer.Head head = player.head();
            assertThat(head.status()).isIn(200, 503);
            assertThat(head.status() == 200 && player.body(head).complete()).isFalse();
        }
        ffmpeg.behave(ScriptedFfmpeg.Manner.HONEST);

        HttpResponse<byte[]> whole = play(edge, path);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.headers().firstValue("edge-cache")).hasValue("miss");
        assertThat(play(edge, path).headers().firstValue("edge-cache")).hasValue("hit");
    }

    @Test
    void originThatIsAway_keptClipsPlayBeyondTheirAge_andUnknownOnesFailUncached() {
        JsonNode clip = clip(sliced);
        String path = path(clip);
        String unknown = path(clip(sliced));
        byte[] whole = play(briefEdge, path).body();

        // At first only the origin fails and its health is believed; then both.
        toOrigin.cutAfter(0);
        await().atMost(SOON).until(() -> age(play(briefEdge, path)) > 1);
        assertThat(play(briefEdge, path).body()).isEqualTo(whole);
        HttpResponse<byte[]> missing = play(briefEdge, unknown);
        assertThat(missing.statusCode()).isEqualTo(503);
        assertThat(missing.headers().firstValue("cache-control")).hasValue("no-store");
        assertThat(new String(missing.body())).contains("origin-unreachable");
        toHealth.cutAfter(0);
        await().atMost(SOON).until(() -> age(play(briefEdge, path)) > 3);
        assertThat(play(briefEdge, path, "Range", "bytes=0-9").statusCode()).isEqualTo(206);

        mend();
        assertThat(play(briefEdge, unknown).statusCode()).isEqualTo(200);
        await().atMost(SOON).until(() -> age(play(briefEdge, path)) <= 1);
    }

    /** An edge that checks no signature keeps nothing that one opened; where it is checked, all share one object. */
    @Test
    void signature_thatIsNotChecked_isPassedOn_otherwiseItIsNoPartOfTheKey() {
        String path = path(clip(sliced));
        String one = path + "?expires=1&key=a&signature=x";
        String other = path + "?signature=y&key=a&expires=2&more=1";
        long before = deliveries();
        play(edge, one);
        assertThat(play(edge, one).headers().firstValue("edge-cache")).hasValue("miss");
        await().atMost(SOON).until(() -> deliveries() - before == 2);

        try (VarnishServer checked = VarnishServer.start(
                VarnishServer.freePort(),
                "include \"signed.vcl\";",
                toOrigin.through(origin.base()),
                toHealth.through(origin.managementBase()),
                TRUSTING)) {
            play(checked, one);
            assertThat(play(checked, other).headers().firstValue("edge-cache")).hasValue("hit");
        }
        await().atMost(SOON).until(() -> deliveries() - before == 3);
    }

    /** The time, the mode and the width of a picture are part of its key. Nothing else is, nor is their order. */
    @Test
    void poster_isKeptByTimeModeAndWidth() {
        JsonNode clip = clip(sliced);
        String poster = path(clip).replace("/stream/", "/poster/") + ".jpg";
        String at = clip.path("start").decimalValue().toPlainString();

        HttpResponse<byte[]> plain = play(edge, poster);
        HttpResponse<byte[]> small = play(edge, poster + "?width=16&at=" + at);

        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(small.statusCode()).isEqualTo(200);
        assertThat(small.body()).isNotEqualTo(plain.body());
        assertThat(play(edge, poster + "?mode=keyframe&at=" + at).headers().firstValue("edge-cache"))
                .hasValue("miss");
        for (String same : List.of("?utm=1", "?signatur=1&expires=2", "")) {
            assertThat(play(edge, poster + same).headers().firstValue("edge-cache"))
                    .as(same)
                    .hasValue("hit");
        }
        for (String same : List.of("?at=" + at + "&width=16", "?at=" + at + "&utm=1&width=16")) {
            HttpResponse<byte[]> kept = play(edge, poster + same);
            assertThat(kept.headers().firstValue("edge-cache")).as(same).hasValue("hit");
            assertThat(kept.body()).isEqualTo(small.body());
        }
        assertThat(play(edge, poster + "?width=17").statusCode()).isEqualTo(422);
    }

    /** Whatever a client does to the URL of one clip: it is the same object, or no object. */
    @Test
    void clip_underEverySpelling_isOneObject() {
        String path = path(clip(sliced));
        byte[] whole = play(edge, path).body();
        long before = deliveries();

        for (String query :
                List.of("utm=1", "a=1&b=2", "expires=1", "key=k", "at=1&width=2", "signatur=1", "%73ignature=x", "")) {
            HttpResponse<byte[]> same = play(edge, path + "?" + query);
            assertThat(same.headers().firstValue("edge-cache")).as(query).hasValue("hit");
            assertThat(same.body()).isEqualTo(whole);
        }
        String version = path.substring(path.lastIndexOf('/') + 1);
        String id = path.split("/")[3];
        List<String> others = List.of(
                path.replace("videos", "%76ideos"),
                path.replace("stream", "%73tream"),
                path.replace(version, version.toUpperCase(Locale.ROOT)),
                path.replace(id, id.toUpperCase(Locale.ROOT)),
                path.replace(id, "%" + Integer.toHexString(id.charAt(0)) + id.substring(1)),
                path.replace("/stream", "//stream"),
                path.replace("/stream", "/./stream"),
                path.replace("/stream", "/x/../stream"),
                path.replace("/stream", ";a=b/stream"),
                "/" + path,
                path + "/",
                path + "%20",
                path + ";a=b");
        for (String other : others) {
            for (int i = 0; i < 2; i++) {
                try (var player = RawPlayer.raw(edge.base().getPort(), other)) {
                    RawPlayer.Head head = player.head();
                    assertThat(head.status()).as(other).isEqualTo(404);
                    assertThat(head.headers()).containsEntry("cache-control", "no-store");
                    assertThat(head.headers().get("edge-cache")).isNotEqualTo("hit");
                }
            }
        }
        assertThat(deliveries()).isEqualTo(before);
    }

    /** A title may change under one URL, so what is kept has no title in its name. */
    @Test
    void fileName_isOfTheUrl_andAllNamesShareOneObject() {
        JsonNode clip = clip(sliced);
        String path = path(clip);
        String id = clip.path("id").asString();
        client.patch("/api/clips/" + id, Map.of("title", "Secret title")).expect(200);
        play(edge, path + "?download=first");
        long before = deliveries();
        Map<String, String> names = Map.of(
                "", "inline; filename*=UTF-8''" + id + ".mp4",
                "?utm=1", "inline; filename*=UTF-8''" + id + ".mp4",
                "?download", "attachment; filename*=UTF-8''" + id + ".mp4",
                "?download=", "attachment; filename*=UTF-8''" + id + ".mp4",
                "?a=b&download=cut%201", "attachment; filename*=UTF-8''cut%201.mp4",
                "?download=%C3%A9.MP4&x", "attachment; filename*=UTF-8''%C3%A9.mp4",
                "?download=a&download=b", "attachment; filename*=UTF-8''" + id + ".mp4",
                "?download=a%0D%0AX:y", "attachment; filename*=UTF-8''" + id + ".mp4",
                "?download=..%2Fx", "attachment; filename*=UTF-8''" + id + ".mp4");

        names.forEach((query, name) -> {
            HttpResponse<byte[]> response = play(edge, path + query, "Edge-Name", "evil", "Edge-Disposition", "evil");
            assertThat(response.headers().firstValue("edge-cache")).as(query).hasValue("hit");
            assertThat(response.headers().firstValue("content-disposition"))
                    .as(query)
                    .hasValue(name);
            assertThat(response.headers().firstValue("content-type").orElse(""))
                    .isEqualTo("video/mp4; codecs=\"" + clip.path("codecs").asString() + "\"");
        });
        assertThat(play(edge, path + "?download=x", "Range", "bytes=0-9")
                        .headers()
                        .firstValue("content-disposition"))
                .hasValue("attachment; filename*=UTF-8''x.mp4");
        assertThat(deliveries()).isEqualTo(before);
    }

    private static HttpResponse<byte[]> play(VarnishServer at, String path, String... headers) {
        return client.play(at.base() + path, headers);
    }

    private static long age(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return response.headers().firstValueAsLong("age").orElseThrow();
    }

    /** How many streams the origin has answered. */
    private static long deliveries() {
        return origin.bean(MeterRegistry.class).find(StreamMeter.DELIVERY.meterName()).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static String path(JsonNode clip) {
        return URI.create(clip.path("streamUrl").asString()).getRawPath();
    }

    /** Half a second behind the one before: the tests share two sources, whose clips must not overlap. */
    private static JsonNode clip(JsonNode source) {
        double start = ENDS.merge(source.path("id").asString(), 0.5, Double::sum) - 0.5;
        return client.clip(source, start, start + 0.5);
    }
}
