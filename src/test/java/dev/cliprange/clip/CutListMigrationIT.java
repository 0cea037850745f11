package dev.cliprange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.source.IndexGeneration;
import dev.cliprange.testing.EventReader;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.TestPostgres;
import dev.cliprange.testing.TestS3;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A database of the release before cut lists is migrated and served. See {@code cut-lists-before/README.md}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutListMigrationIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Path BEFORE = RESOURCES.resolve("cut-lists-before");
    private static final Path WORK = RESOURCES.resolve("work-before/work");
    private static final String SOURCE = "/api/sources/32116b83-df99-4ae8-9633-ba069552608e";
    private static final String OTHER = "/api/sources/6377597c-672b-47e7-819c-e927a5fb206e";
    private static final String RELEASE_BEFORE = "16";
    /** Segments have had another format since then, so that adaptive streams have other versions. */
    private static final Pattern STREAM_VERSION =
            Pattern.compile("((?:/hls/|/dash/|/videos/sequences/[0-9a-f-]{36}/))[a-z2-7]{16}(?=/)");

    private static final Pattern SEQUENCE_VERSION = Pattern.compile("(\"version\":\")[a-z2-7]{16}");

    private final TestPostgres.Database database = TestPostgres.shared().createDatabase();
    private final JsonNode before;
    private final TestS3 s3 = TestS3.start();
    private final Origin origin;

    CutListMigrationIT(@TempDir Path folder) throws SQLException, IOException {
        before = JSON.readTree(Files.readString(BEFORE.resolve("responses.json")));
        s3.put("work-before.mp4", RESOURCES.resolve("work-before/work-before.mp4"));
        s3.put("vfr.mkv", RESOURCES.resolve("field/vfr.mkv"));
        migrate(RELEASE_BEFORE);
        execute(Files.readString(BEFORE.resolve("rows.sql")));
        // Stored responses and events are kept for a day.
        execute("UPDATE idempotent_answer SET expires_at = now() + interval '1 day'");
        execute("UPDATE change_event SET created_at = now()");
        // A later generation of the reader would read the sources again, which gives clips other versions.
        execute("INSERT INTO index_refresh (source_id, generation, attempts, not_before) SELECT id, "
                + IndexGeneration.CURRENT + ", 100, now() + interval '1 day' FROM source");
        migrate("latest");
        copyWork(folder);
        origin = Origin.start(
                database,
                s3,
                Map.of("cliprange.storage.work", "file://" + folder, "cliprange.clip.operations-kept", "36500d"));
    }

    @AfterAll
    void close() {
        origin.close();
        s3.close();
    }

    @Test
    void responses_ofTheControlApi_areThoseOfBefore_andTheLogGoesOn() {
        before.path("answers").properties().forEach(recorded -> {
            OriginClient.Answer answer = origin.client().get(recorded.getKey());

            String path = recorded.getKey();
            JsonNode body = recorded.getValue().path("body");
            assertContains(comparable(path, present(answer.expect(200))), comparable(path, body), path);
            if (!isSequence(path)) {
                assertThat(answer.header("etag"))
                        .isEqualTo(recorded.getValue().path("etag").asString());
            }
        });
        JsonNode clips = origin.client().get(SOURCE + "/clips").expect(200).path("items");
        assertThat(clips)
                .hasSize(3)
                .allSatisfy(clip -> assertThat(clip.path("cutListId")).isEqualTo(clip.path("sourceId")));
        assertThat(origin.client().get(SOURCE + "/operations").expect(200).path("items"))
                .hasSize(5)
                .allSatisfy(it -> assertThat(it.path("cutListId")).isEqualTo(it.path("sourceId")));
        undoesWhatWasDoneBefore();
    }

    @Test
    void urls_ofPlayback_serveTheSameBytes() throws Exception {
        List<String> live = Stream.of(SOURCE + "/clips", "/api/sequences")
                .flatMap(path ->
                        origin.client().get(path).expect(200).path("items").valueStream())
                .map(it -> it.path("id").asString())
                .toList();
        int same = 0;
        for (JsonNode stream : before.path("streams")) {
            String url = stream.path("url").asString();
            HttpResponse<byte[]> response =
                    origin.client().play(origin.base().resolve(url).toString());

            boolean exists = live.contains(url.split("/")[3]);
            int status = STREAM_VERSION.matcher(url).find() ? 410 : 200;
            assertThat(response.statusCode()).as(url).isEqualTo(exists ? status : 404);
            if (exists && stream.has("sha256")) {
                assertThat(sha256(response.body()))
                        .as(url)
                        .isEqualTo(stream.path("sha256").asString());
                assertThat(response.headers().firstValue("etag"))
                        .hasValue(stream.path("etag").asString());
                same++;
            }
        }
        assertThat(same).isEqualTo(3);
    }

    /** The identity of a request without a cut list, and the stored response without one. */
    @Test
    void repeatedCalls_withTheKeysOfBefore_getTheResponsesOfBefore() {
        for (JsonNode call : before.path("replays")) {
            String body = call.path("request").asString();
            OriginClient.Answer answer = origin.client()
                    .send(origin.client()
                            .request(call.path("path").asString())
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", call.path("key").asString())
                            .method(
                                    call.path("method").asString(),
                                    body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                            .build());

            String name = call.path("key").asString();
            assertContains(present(answer.expect(call.path("status").asInt())), call.path("body"), name);
            assertThat(answer.header("etag"))
                    .as(name)
                    .isEqualTo(call.path("etag").asString());
            answer.body()
                    .findValues("cutListId")
                    .forEach(list -> assertThat(list.asString()).isIn(sourceIds(answer.body())));
        }
    }

    @Test
    void events_ofBefore_nameTheMainList() {
        try (EventReader events = EventReader.of(origin, "2")) {
            events.await("clips-changed", 8);

            assertThat(events.events().stream()
                            .filter(event -> event.type().equals("clips-changed"))
                            .limit(8))
                    .allSatisfy(event -> assertThat(event.data().path("cutListId"))
                            .isEqualTo(event.data().path("sourceId")));
        }
    }

    private void undoesWhatWasDoneBefore() {
        OriginClient client = origin.client();
        String newest = client.get(OTHER + "/operations")
                .expect(200)
                .path("items")
                .get(1)
                .path("id")
                .asString();
        JsonNode made = client.get(OTHER + "/clips").expect(200).path("items");

        client.post("/api/operations/" + newest + "/undo", Map.of()).expect(200);
        client.post(OTHER + "/cut-lists", Map.of("name", "new")).expect(201);
        client.post(OTHER + "/clips", Map.of("start", 1, "end", 5, "cutList", "new"))
                .expect(201);

        assertThat(made).hasSize(3);
        JsonNode left = client.get(OTHER + "/clips").expect(200).path("items");
        assertThat(left)
                .extracting(clip -> clip.path("id").asString())
                .containsExactly("aa5b3aa7-2a47-44f2-a891-6a7bb374e961");
    }

    /** That each recorded field is there with its value; later releases add fields. */
    private static void assertContains(JsonNode present, JsonNode recorded, String path) {
        if (recorded.isObject()) {
            recorded.properties()
                    .forEach(field -> assertContains(
                            present.path(field.getKey()), field.getValue(), path + "/" + field.getKey()));
        } else if (recorded.isArray()) {
            assertThat(present).as(path).hasSize(recorded.size());
            for (int i = 0; i < recorded.size(); i++) {
                assertContains(present.get(i), recorded.get(i), path + "/" + i);
            }
        } else {
            assertThat(present).as(path).isEqualTo(recorded);
        }
    }

    private JsonNode present(JsonNode body) {
        return JSON.readTree(
                body.toString().replace(origin.base().toString(), "").replace("http://localhost:1/", "/"));
    }

    /** Without the versions of adaptive streams. */
    private static JsonNode comparable(String path, JsonNode body) {
        String text = STREAM_VERSION.matcher(body.toString()).replaceAll("$1VERSION");
        return JSON.readTree(isSequence(path) ? SEQUENCE_VERSION.matcher(text).replaceAll("$1VERSION") : text);
    }

    private static boolean isSequence(String path) {
        return path.startsWith("/api/sequences");
    }

    private static List<String> sourceIds(JsonNode body) {
        return body.findValues("sourceId").stream().map(JsonNode::asString).toList();
    }

    private static void copyWork(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(WORK)) {
            for (Path object : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(WORK.relativize(object).toString());
                Files.createDirectories(target.getParent());
                Files.copy(object, target);
            }
        }
    }

    private void migrate(String target) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .locations("classpath:db-migrations")
                .target(target)
                .load()
                .migrate();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
