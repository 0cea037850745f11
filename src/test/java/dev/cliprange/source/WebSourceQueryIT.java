package dev.cliprange.source;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.MediaServer;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Sources of a web server that wants a query: they are read with it, told apart by it, and shown without it. */
class WebSourceQueryIT {

    private static final String SECRET = "of-the-owner-only";

    private static final TestPostgres.Database DATABASE = TestPostgres.shared().createDatabase();
    private static MediaServer server;
    private static Origin origin;
    private static OriginClient client;

    @BeforeAll
    static void start() throws SQLException {
        // As the release before left it: a row whose query was lost.
        Flyway.configure()
                .dataSource(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password())
                .locations("classpath:db-migrations")
                .target("9")
                .load()
                .migrate();
        execute("INSERT INTO source (id, uri, state) VALUES ('" + new UUID(0, 1)
                + "', 'https://a.example/film.mp4?\u2026', 'INDEXING'), ('" + new UUID(0, 2)
                + "', 's3://films/what?\u2026', 'INDEXING')");
        server = new MediaServer();
        origin = Origin.start(DATABASE, Origin.storage(), Map.of("cliprange.sources.allowed", base() + "/"));
        client = origin.client();
    }

    @AfterAll
    static void stop() {
        origin.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"avc-2997", "mkv-avc"})
    void source_withAQuery_playsAsTheSameFileInTheBucketDoes(String entry) {
        Path file = MediaMatrix.entry(entry).file();
        URI uri = server.serve(file, "token=" + SECRET + "&part=1%2F2");

        JsonNode source = client.readySource(uri.toString());
        JsonNode clip = client.clip(source, 1, 2);
        HttpResponse<byte[]> played = client.play(clip.path("streamUrl").asString());

        JsonNode same = client.clip(origin.source(file), 1, 2);
        assertThat(clip.path("engine")).isEqualTo(same.path("engine"));
        assertThat(played.statusCode()).isEqualTo(200);
        assertThat(played.body())
                .isEqualTo(client.play(same.path("streamUrl").asString()).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"avc-no-b-frames", "mkv-avc"})
    void source_thatIsRedirectedToAQuery_plays(String entry) {
        Path file = MediaMatrix.entry(entry).file();
        URI end = server.serve(file, "signature=" + SECRET + "-of-the-redirect");
        URI uri = server.redirect("/moved?film=" + entry + "&token=" + SECRET, end);

        JsonNode source = client.readySource(uri.toString());
        JsonNode clip = client.clip(source, 0, 1);

        HttpResponse<byte[]> played = client.play(clip.path("streamUrl").asString());
        assertThat(played.statusCode()).isEqualTo(200);
        assertThat(played.body()).isNotEmpty();
    }

    @Test
    void register_eachQuery_isASourceOfItsOwn() {
        Path file = MediaMatrix.entry("avc-closed-gop").file();
        URI one = server.serve(file, "id=1&token=" + SECRET);
        URI other = server.serve(file, "id=2&token=" + SECRET);

        OriginClient.Answer first = client.post("/api/sources", Map.of("uri", one.toString()));
        OriginClient.Answer again = client.post("/api/sources", Map.of("uri", one.toString()));
        OriginClient.Answer second = client.post("/api/sources", Map.of("uri", other.toString()));
        OriginClient.Answer without =
                client.post("/api/sources", Map.of("uri", one.toString().replaceAll("[?].*", "")));

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("id")).isEqualTo(first.body().path("id"));
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body().path("id")).isNotEqualTo(first.body().path("id"));
        assertThat(without.body().path("code").asString()).isEqualTo("source-not-found");
    }

    /** Signed URIs with a session token are longer than an entry of a B-tree may be. */
    @Test
    void register_longQuery_isTakenAndFoundAgain() {
        var random = new Random(1);
        var query = new StringBuilder("token=");
        while (query.length() < 3_900) {
            query.append(Long.toString(random.nextLong(Long.MAX_VALUE), 36));
        }
        URI uri = server.serve(MediaMatrix.entry("avc-2997").file(), query.toString());

        assertThat(client.post("/api/sources", Map.of("uri", uri.toString())).status())
                .isEqualTo(201);
        assertThat(client.post("/api/sources", Map.of("uri", uri.toString())).status())
                .isEqualTo(200);
    }

    @Test
    void secretOfAQuery_isInNoAnswerNoEventNoKeptAnswerAndNoLog() throws SQLException {
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var ours = (Logger) LoggerFactory.getLogger("dev.cliprange");
        var lines = new ListAppender<ILoggingEvent>();
        // Other threads log while it is read.
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        root.addAppender(lines);
        ours.setLevel(Level.DEBUG);
        try {
            String query = "X-Amz-Signature=" + SECRET + "-in-logs";
            URI uri = server.serve(MediaMatrix.entry("mkv-avc").file(), query);
            OriginClient.Answer registered = client.send(client.request("/api/sources")
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"uri\":\"" + uri + "\"}"))
                    .build());
            String path = "/api/sources/" + registered.body().path("id").asString();
            JsonNode ready = client.get(path + "?wait=60").expect(200);
            client.play(client.clip(ready, 1, 2).path("streamUrl").asString());
            URI notThere = URI.create(base() + "/none.mp4?" + query);
            URI notAllowed = URI.create("http://127.0.0.2/none.mp4?" + query);
            List<JsonNode> answers = List.of(
                    registered.body(),
                    ready,
                    client.get("/api/sources").expect(200),
                    client.post(path + "/reindex", Map.of()).expect(202),
                    client.post("/api/sources", Map.of("uri", notThere.toString()))
                            .body(),
                    client.post("/api/sources", Map.of("uri", notAllowed.toString()))
                            .body(),
                    client.post("/api/sources", Map.of("uri", uri + "#" + SECRET))
                            .body());
            client.get(path + "?wait=60").expect(200);

            assertThat(ready.path("uri").asString()).isEqualTo(base() + "/" + fileName(uri) + "?\u2026");
            assertThat(answers).allSatisfy(it -> assertThat(it.toString()).doesNotContain(SECRET));
            assertThat(lines.list.stream().map(WebSourceQueryIT::text)).noneMatch(it -> it.contains(SECRET));
            for (String table : List.of("change_event", "idempotent_answer", "scheduled_tasks")) {
                assertThat(text("SELECT string_agg(t::text, ' ') FROM " + table + " t"))
                        .isNotNull()
                        .doesNotContain(SECRET);
            }
        } finally {
            root.detachAppender(lines);
            ours.setLevel(null);
        }
    }

    @Test
    void migration_ofASourceWhoseQueryWasLost_saysWhatToDo() {
        JsonNode lost = client.get("/api/sources/" + new UUID(0, 1)).expect(200);
        JsonNode key = client.get("/api/sources/" + new UUID(0, 2)).expect(200);

        assertThat(lost.path("state").asString()).isEqualTo("failed");
        assertThat(lost.path("problem").path("code").asString()).isIn("source-unreadable", "source-not-allowed");
        assertThat(lost.path("uri").asString()).isEqualTo("https://a.example/film.mp4?\u2026");
        assertThat(key.path("uri").asString()).isEqualTo("s3://films/what?\u2026");
        assertThat(key.path("problem").path("code").asString()).isNotEqualTo("source-unreadable");
    }

    private static String base() {
        return server.redirect("/", URI.create("http://127.0.0.1/")).toString().replaceAll("/$", "");
    }

    private static String fileName(URI uri) {
        return uri.getPath().substring(1);
    }

    private static String text(ILoggingEvent event) {
        var text = new StringBuilder(event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> text.append(' ').append(pair.value));
        }
        for (var cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
            text.append('\n').append(cause.getMessage());
        }
        return text.toString();
    }

    private static String text(String query) throws SQLException {
        try (Connection connection = DATABASE.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            String found = rows.getString(1);
            return found == null ? "" : found;
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
