package dev.cliprange.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Sources through the control face, on real parts. */
class SourceControlIT {

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    @Test
    void register_readableObject_becomesReadyWithWhatIsInIt() {
        JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());

        assertThat(source.path("state").asString()).isEqualTo("ready");
        assertThat(source.path("container").asString()).isEqualTo("mp4");
        assertThat(source.path("video").path("codec").asString()).isEqualTo("h264");
        assertThat(source.path("video").path("frameRate").asString()).isEqualTo("30000/1001");
        assertThat(source.path("video").path("allIntra").asBoolean()).isFalse();
        assertThat(source.path("audio").get(0).path("codec").asString()).isEqualTo("aac");
        assertThat(source.path("problem").isNull()).isTrue();
        assertThat(source.path("revision").asString()).isNotEmpty();
        double seconds = source.path("video").path("frames").asInt() * 1001.0 / 30_000;
        assertThat(source.path("durationSeconds").asDouble()).isBetween(seconds - 0.04, seconds + 0.2);
    }

    @Test
    void register_sameAddressAgain_givesTheOneThatExists() {
        JsonNode first = origin.source(MediaMatrix.entry("avc-2997").file());

        OriginClient.Answer again =
                client.post("/api/sources", Map.of("uri", first.path("uri").asString()));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("id")).isEqualTo(first.path("id"));
        assertThat(again.header("location"))
                .isEqualTo("/api/sources/" + first.path("id").asString());
    }

    @Test
    void register_objectThatIsNoMedia_failsWithAReasonThatHelps() {
        Origin.storage().put("notes.txt", "no media in here\n".repeat(200).getBytes(StandardCharsets.UTF_8));

        OriginClient.Answer registered = client.post(
                "/api/sources", Map.of("uri", "s3://" + Origin.storage().bucket() + "/notes.txt"));
        JsonNode source = client.get(registered.header("location") + "?wait=30").expect(200);

        assertThat(registered.status()).isEqualTo(201);
        assertThat(source.path("state").asString()).isEqualTo("failed");
        assertThat(source.path("problem").path("code").asString()).isIn("media-unsupported", "media-malformed");
        assertThat(source.path("problem").path("detail").asString()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3://cliprange/not-there.mp4 | 422 | source-not-found",
                "s3://another-bucket/a.mp4 | 422 | source-not-allowed",
                "https://media.example/a.mp4 | 422 | source-not-allowed",
                "http://127.0.0.1:1/a.mp4 | 422 | source-not-allowed",
                "file:///etc/hostname | 422 | source-not-allowed",
                "ftp://media.example/a.mp4 | 422 | source-not-allowed",
                "no address | 400 | request-invalid",
            })
    void register_addressThatCannotBe_isRefusedAtOnce(String uri, int status, String code) {
        OriginClient.Answer answer = client.post("/api/sources", Map.of("uri", uri));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }

    @Test
    void list_inPages_showsEachSourceOnce() {
        origin.source(MediaMatrix.entry("avc-2997").file());
        origin.source(MediaMatrix.entry("avc-closed-gop").file());
        var seen = new HashSet<String>();
        String after = "";
        do {
            JsonNode page = client.get("/api/sources?limit=1" + after).expect(200);
            page.path("items")
                    .forEach(source ->
                            assertThat(seen.add(source.path("id").asString())).isTrue());
            after = page.path("next").isNull()
                    ? ""
                    : "&after=" + page.path("next").asString();
        } while (!after.isEmpty());

        assertThat(seen).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void delete_source_takesItsClipsWithIt() {
        JsonNode source = origin.source(MediaMatrix.entry("avc-no-b-frames").file());
        String clip = client.clip(source, 1, 2).path("id").asString();

        client.delete("/api/sources/" + source.path("id").asString()).expect(204);

        assertThat(client.get("/api/sources/" + source.path("id").asString()).status())
                .isEqualTo(404);
        assertThat(client.get("/api/clips/" + clip).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /api/sources/00000000-0000-0000-0000-000000000000 | '' | 404 | source-unknown",
                "GET | /api/sources/not-an-id | '' | 400 | request-invalid",
                "GET | /api/sources?limit=0 | '' | 400 | request-invalid",
                "GET | /api/sources?limit=501 | '' | 400 | request-invalid",
                "GET | /api/sources?after=zzz | '' | 400 | request-invalid",
                "GET | /api/nothing | '' | 404 | not-found",
                "PUT | /api/sources | {} | 405 | method-not-allowed",
                "POST | /api/sources | {} | 400 | request-invalid",
                "POST | /api/sources | {\"uri\": \"s3://b/k\", \"more\": 1} | 400 | request-invalid",
                "POST | /api/sources | {\"uri\": | 400 | request-invalid",
                "POST | /api/sources | [] | 400 | request-invalid",
            })
    void anyCall_malformed_isAProblemWithAStableCode(String method, String path, String body, int status, String code) {
        OriginClient.Answer answer = client.send(client.request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
        assertThat(answer.body().path("title").asString()).isNotEmpty();
        assertThat(answer.body().path("instance").asString()).isEqualTo(path.replaceAll("\\?.*", ""));
    }

    @Test
    void anyCall_bodyTooLarge_isRefused() {
        OriginClient.Answer answer = client.post("/api/sources", Map.of("uri", "s3://b/" + "k".repeat(2_000_000)));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body().path("code").asString()).isEqualTo("payload-too-large");
    }

    @Test
    void anyCall_withoutTheKey_isRefused() {
        var stranger = new OriginClient(origin.base(), "wrong " + UUID.randomUUID());

        assertThat(stranger.get("/api/sources").status()).isEqualTo(401);
        assertThat(stranger.get("/api/sources").body().path("code").asString()).isEqualTo("unauthenticated");
        assertThat(stranger.get("/api/admin/ffmpeg").status()).isEqualTo(401);
        assertThat(stranger.get("/api/openapi.json").status()).isEqualTo(200);
        assertThat(client.play(origin.base() + "/api/sources").statusCode()).isEqualTo(401);
        assertThat(client.play(origin.base() + "/api/docs").statusCode()).isEqualTo(200);
    }

    /** The wait is over before the row of the source was read. */
    @Test
    void get_thatWaits_whileTheDatabaseIsSlow_returnsTheSource() throws Exception {
        JsonNode source = origin.source(MediaMatrix.entry("avc-closed-gop").file());
        String path = "/api/sources/" + source.path("id").asString();
        try (Connection connection = origin.bean(DataSource.class).getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("LOCK TABLE source");

            var waiting = CompletableFuture.supplyAsync(() -> client.get(path + "?wait=1"));

            Thread.sleep(Duration.ofMillis(1_500));
            connection.rollback();
            assertThat(waiting.join().expect(200).path("state").asString()).isEqualTo("ready");
        }
    }
}
