package dev.cliprange.ingest.event;

import static dev.cliprange.ingest.IngestOrigin.ORIGIN;
import static dev.cliprange.ingest.IngestOrigin.S3;
import static dev.cliprange.ingest.IngestOrigin.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.ingest.IngestOrigin;
import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginClient.Answer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Bucket notifications, as S3 sends them. */
class S3EventIT {

    private static final String PATH = "/api/sources:s3-events";

    private final OriginClient client = IngestOrigin.client();
    private final String folder = "incoming/" + UUID.randomUUID() + "/";

    @Test
    void event_newObject_registersItOnceHoweverOftenItIsReported() {
        String key = folder + "Harbour at dawn+.mp4";
        S3.put(key, MediaMatrix.entry("avc-2997").file());
        Map<String, Object> created = created(key);

        assertCounts(send(created), 1, 0, 0);
        assertCounts(send(created), 0, 1, 0);
        List<Answer> replayed = Concurrently.all(List.of(1, 2, 3), number -> send(created, created));
        assertThat(replayed).allSatisfy(answer -> assertCounts(answer, 0, 2, 0));

        assertThat(sources(key)).isEqualTo(1);
        assertThat(ready(key).path("state").asString()).isEqualTo("ready");
    }

    @Test
    void event_sameNewObjectInConcurrentEvents_isOneSource() {
        String key = folder + "a.mp4";
        S3.put(key, MediaMatrix.entry("avc-2997").file());

        List<Answer> answers = Concurrently.all(List.of(1, 2, 3, 4), number -> send(created(key)));

        assertThat(answers.stream()
                        .mapToInt(
                                answer -> answer.expect(200).path("registered").asInt())
                        .sum())
                .isEqualTo(1);
        assertThat(sources(key)).isEqualTo(1);
    }

    /** The last event is of the first revision: the order of events does not matter. */
    @Test
    void event_overwrittenObject_isReadInItsNewestRevision() {
        String key = folder + "a.mp4";
        S3.put(key, MediaMatrix.entry("avc-2997").file());
        Map<String, Object> first = created(key);
        send(first);
        String old = ready(key).path("revision").asString();
        S3.put(key, MediaMatrix.entry("avc-closed-gop").file());

        assertCounts(send(created(key)), 0, 1, 0);
        assertCounts(send(first), 0, 1, 0);

        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            JsonNode source = ready(key);
            assertThat(source.path("state").asString()).isEqualTo("ready");
            assertThat(source.path("revision").asString()).isNotEqualTo(old);
        });
        assertThat(sources(key)).isEqualTo(1);
    }

    /** The event arrives while the old revision is being read, and no read of it meets the new one. */
    @Test
    void event_duringTheReading_isNotLost() {
        String key = folder + "a.mp4";
        S3.put(key, MediaMatrix.entry("avc-2997").file());
        send(created(key));
        JsonNode source = ready(key);
        String old = source.path("revision").asString();
        S3.put(key, MediaMatrix.entry("avc-closed-gop").file());
        Map<String, Object> id = Map.of("id", UUID.fromString(source.path("id").asString()));
        sql("UPDATE source SET state = 'INDEXING' WHERE id = :id", id);

        assertCounts(send(created(key)), 0, 1, 0);
        // The reading of the old revision ends.
        sql("UPDATE source SET state = 'READY' WHERE id = :id", id);
        boolean again = ORIGIN.bean(dev.cliprange.source.SourceService.class)
                .mustBeReadAgain(UUID.fromString(source.path("id").asString()))
                .blockOptional()
                .orElseThrow();

        assertThat(again).isTrue();
        client.post("/api/sources/" + source.path("id").asString() + "/reindex", Map.of())
                .expect(202);
        assertThat(ready(key).path("revision").asString()).isNotEqualTo(old);
    }

    @Test
    void event_failedSourceWhoseObjectIsReplaced_isReadAgain() {
        String key = folder + "a.mp4";
        S3.put(key, "no media in here\n".repeat(200).getBytes(StandardCharsets.UTF_8));
        send(created(key));
        assertThat(ready(key).path("state").asString()).isEqualTo("failed");
        long version = version(key);

        assertCounts(send(created(key)), 0, 1, 0);
        assertThat(version(key)).isEqualTo(version);
        S3.put(key, MediaMatrix.entry("avc-2997").file());
        assertCounts(send(created(key)), 0, 1, 0);

        assertThat(ready(key).path("state").asString()).isEqualTo("ready");
    }

    @Test
    void event_recordsThatRegisterNothing_areIgnoredAndTheOthersAreNot() {
        String key = folder + "a.mp4";
        S3.put(key, MediaMatrix.entry("avc-2997").file());
        String outside = "elsewhere/" + UUID.randomUUID() + ".mp4";
        S3.put(outside, MediaMatrix.entry("avc-2997").file());
        String upload = "uploads/" + UUID.randomUUID() + "/a.mp4";
        S3.put(upload, MediaMatrix.entry("avc-2997").file());
        String work = ".cliprange/sources/a.mp4";
        S3.put(work, MediaMatrix.entry("avc-2997").file());
        String empty = folder + "empty.mp4";
        S3.put(empty, new byte[0]);

        Answer answer = send(
                removed(key),
                created(outside),
                created(upload),
                created(work),
                created(empty),
                created(folder + "not-there.mp4"),
                Map.of("eventName", "ObjectCreated:Put"),
                "text",
                17,
                created(key));

        assertCounts(answer, 1, 0, 9);
        assertThat(sources(key)).isEqualTo(1);
        assertThat(List.of(outside, upload, work, empty))
                .allSatisfy(it -> assertThat(sources(it)).isZero());
    }

    @Test
    void event_removedObject_deletesNothing() {
        String key = folder + "a.mp4";
        S3.put(key, MediaMatrix.entry("avc-2997").file());
        send(created(key));
        S3.delete(key);

        assertCounts(send(removed(key), created(key)), 0, 0, 2);

        assertThat(sources(key)).isEqualTo(1);
    }

    @Test
    void event_testOfS3_isAccepted() {
        assertCounts(post("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"films\"}"), 0, 0, 0);
        assertCounts(post("{\"EventName\":\"s3:ObjectCreated:Put\",\"Key\":\"x\",\"Records\":[]}"), 0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"Records\":1}", "{\"Records\":{}}", "{\"Event\":\"other\"}"})
    void event_malformed_is400(String body) {
        Answer answer = post(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("code").asString()).isEqualTo("request-invalid");
    }

    @Test
    void event_withoutAKeyOrWithAWeakOne_isRejected() {
        JsonNode weak = client.post("/api/admin/keys", Map.of("name", "reader of events", "role", "read"))
                .expect(201);

        assertThat(new OriginClient(base(), weak.path("key").asString())
                        .post(PATH, Map.of("Records", List.of()))
                        .status())
                .isEqualTo(403);
        assertThat(new OriginClient(base(), "unknown-key-of-nobody")
                        .post(PATH, Map.of("Records", List.of()))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void event_noPrefixConfigured_is409() {
        Answer answer = Origin.shared().client().post(PATH, Map.of("Records", List.of()));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body().path("code").asString()).isEqualTo("s3-events-off");
    }

    private URI base() {
        return ORIGIN.base();
    }

    private Answer send(Object... records) {
        return client.post(PATH, Map.of("Records", Arrays.asList(records)));
    }

    private Answer post(String body) {
        return client.send(client.request(PATH)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private JsonNode ready(String key) {
        // Registering a known URI returns its source.
        JsonNode source = client.post("/api/sources", Map.of("uri", "s3://" + S3.bucket() + "/" + key))
                .expect(200);
        return client.get("/api/sources/" + source.path("id").asString() + "?wait=60")
                .expect(200);
    }

    private static long sources(String key) {
        return sql("UPDATE source SET id = id WHERE uri = :uri", Map.of("uri", "s3://" + S3.bucket() + "/" + key));
    }

    private long version(String key) {
        return Long.parseLong(client.get("/api/sources/" + ready(key).path("id").asString())
                .header("etag")
                .replace("\"", ""));
    }

    private static void assertCounts(Answer answer, int registered, int known, int ignored) {
        assertThat(answer.expect(200).toString())
                .isEqualTo("{\"registered\":" + registered + ",\"known\":" + known + ",\"ignored\":" + ignored + "}");
    }

    private static Map<String, Object> created(String key) {
        return record("ObjectCreated:Put", key);
    }

    private static Map<String, Object> removed(String key) {
        return record("ObjectRemoved:Delete", key);
    }

    private static Map<String, Object> record(String name, String key) {
        String encoded = java.net.URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
        return Map.of(
                "eventVersion",
                "2.1",
                "eventName",
                name,
                "s3",
                Map.of(
                        "bucket", Map.of("name", S3.bucket()),
                        "object", Map.of("key", encoded, "sequencer", "0055AED6DCD90281E5")));
    }
}
