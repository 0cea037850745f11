package dev.cliprange.access.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Keys with roles, through two servers on one database. */
class ApiKeyIT {

    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final TestPostgres.Database DATABASE = TestPostgres.shared().createMigratedDatabase();

    @Test
    void keys_ofEachRole_mayWhatTheRoleMay() throws SQLException {
        try (Origin origin = Origin.start(DATABASE, Origin.storage(), Map.of());
                Origin other = Origin.start(DATABASE, Origin.storage(), Map.of());
                AuditLines lines = new AuditLines()) {
            OriginClient admin = origin.client();
            JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
            String clips = "/api/sources/" + source.path("id").asString() + "/clips";
            JsonNode readKey = create(admin, "read", "page of players");
            JsonNode editKey = create(admin, "edit", "studio");
            OriginClient reader =
                    new OriginClient(origin.base(), readKey.path("key").asString());
            OriginClient editor =
                    new OriginClient(other.base(), editKey.path("key").asString());

            reader.get("/api/sources").expect(200);
            refused(reader.post(clips, Map.of("start", 0, "end", 1)));
            refused(reader.post("/api/clips:warm", Map.of("clipIds", List.of())));
            refused(reader.delete("/api/sources/" + source.path("id").asString()));
            refused(reader.get("/api/admin/keys"));
            refused(reader.get("/api/admin/ffmpeg"));
            JsonNode clip = editor.post(clips, Map.of("start", 0, "end", 1)).expect(201);
            refused(editor.get("/api/admin/keys"));
            refused(editor.post("/api/admin/keys", Map.of("name", "mine", "role", "admin")));
            assertThat(reader.post("/api/clips/" + clip.path("id").asString() + "/sign", Map.of("expiresIn", 60))
                            .body()
                            .path("code")
                            .asString())
                    .isEqualTo("signing-off");

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    find(admin, readKey).path("lastUsedAt").isNull())
                            .isFalse());
            assertThat(find(admin, readKey).has("key")).isFalse();
            assertThat(find(admin, readKey).path("createdBy").asString()).isEqualTo("admin");
            assertThat(everything()).doesNotContain(readKey.path("key").asString());
            assertThat(lines.of("key:" + editKey.path("id").asString()))
                    .anyMatch(line -> line.contains("keyName=\"studio\"")
                            && line.contains("path=\"" + clips)
                            && line.contains("outcome=\"done\""))
                    .anyMatch(line -> line.contains("path=\"/api/admin/keys\"") && line.contains("outcome=\"refused\""))
                    .noneMatch(line -> line.contains(editKey.path("key").asString()));

            admin.delete("/api/admin/keys/" + editKey.path("id").asString()).expect(204);
            assertThat(new OriginClient(origin.base(), editKey.path("key").asString())
                            .get("/api/sources")
                            .status())
                    .isEqualTo(401);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> editor.get("/api/sources").status() == 401);
            assertThat(find(admin, editKey).path("revokedAt").isNull()).isFalse();
            assertThat(admin.delete("/api/admin/keys/" + UUID.randomUUID())
                            .body()
                            .path("code")
                            .asString())
                    .isEqualTo("key-unknown");
        }
    }

    @Test
    void key_withARateOfItsOwn_isRefusedAboveIt() {
        try (Origin origin = Origin.start(Map.of())) {
            JsonNode slow = origin.client()
                    .post("/api/admin/keys", Map.of("name", "slow", "role", "read", "requestsPerSecond", 3))
                    .expect(201);
            OriginClient client =
                    new OriginClient(origin.base(), slow.path("key").asString());

            List<OriginClient.Answer> answers = IntStream.range(0, 60)
                    .mapToObj(i -> client.get("/api/clips/" + UUID.randomUUID()))
                    .toList();

            assertThat(answers).anyMatch(answer -> answer.status() == 404);
            assertThat(answers).anySatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(429);
                assertThat(answer.body().path("code").asString()).isEqualTo("too-busy");
                assertThat(answer.header("retry-after")).isEqualTo("1");
            });
            origin.client().get("/api/sources").expect(200);
        }
    }

    @Test
    void commandLine_createAndRevoke_needNoServer() {
        TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();

        String created = command(database, "create-key", "edit", "first of all");

        String key = line(created, "key: ");
        String id = line(created, "id: ");
        assertThat(created.strip().lines()).hasSize(2);
        try (Origin origin = Origin.start(database, Origin.storage(), Map.of())) {
            OriginClient client = new OriginClient(origin.base(), key);
            client.get("/api/sources").expect(200);
            refused(client.get("/api/admin/keys"));

            assertThat(command(database, "revoke-key", id)).startsWith("revoked: " + id);

            // What is promised is a second; a busy machine's own delays come on top.
            List<Integer> seen = new CopyOnWriteArrayList<>();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                seen.add(client.get("/api/sources").status());
                assertThat(seen).endsWith(401);
            });
        }
        UUID unknown = UUID.randomUUID();
        assertThat(command(database, "revoke-key", unknown.toString()))
                .contains("exit code 1", "No API key has the id " + unknown);
    }

    private static String command(TestPostgres.Database database, String... words) {
        String[] arguments =
                Stream.concat(Stream.of(database.arguments()), Stream.of(words)).toArray(String[]::new);
        try (OriginProcess command = OriginProcess.launchBare(Map.of(), arguments)) {
            int code = command.exitCode(LONGEST);
            return code == 0 ? command.log() : "exit code " + code + "\n" + command.log();
        }
    }

    private static String line(String output, String start) {
        return output.lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(output));
    }

    private static JsonNode create(OriginClient admin, String role, String name) {
        OriginClient.Answer answer = admin.post("/api/admin/keys", Map.of("name", name, "role", role));
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        return answer.expect(201);
    }

    private static JsonNode find(OriginClient admin, JsonNode key) {
        for (JsonNode item : admin.get("/api/admin/keys?limit=500").expect(200).path("items")) {
            if (item.path("id").equals(key.path("id"))) {
                return item;
            }
        }
        throw new AssertionError("no key " + key.path("id"));
    }

    /** Every row of the table, as text. */
    private static String everything() throws SQLException {
        try (Connection connection = DATABASE.connect();
                var rows = connection.createStatement().executeQuery("SELECT k::text FROM api_key k")) {
            var text = new StringBuilder();
            while (rows.next()) {
                text.append(rows.getString(1)).append('\n');
            }
            return text.toString();
        }
    }

    private static void refused(OriginClient.Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body().path("code").asString()).isEqualTo("forbidden");
    }

    /** The lines of the audit log while this is open. */
    private static final class AuditLines implements AutoCloseable {

        private final Logger logger = (Logger) LoggerFactory.getLogger("dev.cliprange.audit");
        private final List<String> written = new CopyOnWriteArrayList<>();
        private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                written.add(String.valueOf(event.getKeyValuePairs()));
            }
        };

        AuditLines() {
            appender.start();
            logger.addAppender(appender);
        }

        List<String> of(String caller) {
            return written.stream().filter(line -> line.contains(caller)).toList();
        }

        @Override
        public void close() {
            logger.detachAppender(appender);
        }
    }
}
