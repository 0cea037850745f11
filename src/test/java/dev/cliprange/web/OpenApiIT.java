package dev.cliprange.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.failure.Failure;
import dev.cliprange.storage.work.SourceWork;
import dev.cliprange.storage.work.WorkStore;
import dev.cliprange.testing.Browser;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springdoc.core.service.OpenAPIService;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API's description, and each example in it, sent as it is written. */
class OpenApiIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SOURCE = "5f0c9a52-7d1e-4b8a-9c33-0a6d2e1b4f70";
    private static final String FIRST = "3f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6b";
    private static final String SECOND = "8d7c6b5a-4f3e-4d2c-8b1a-0f9e8d7c6b5a";
    private static final String OPERATION = "c2a9e0d4-6b13-4f57-8e20-93d1f7a5b6c8";
    private static final String SEQUENCE = "5b1d7e90-2c4f-4a83-b6d5-8e7f60a1c2d3";
    private static final String CUT_LIST = "0d9b6c3a-8e2f-4c71-b5a4-6f1e2d3c4b5a";
    private static final String JOB = "e1f0a9b8-7c6d-4e5f-8a9b-0c1d2e3f4a5b";
    /** These calls need parts in the storage: {@code UploadIT} sends them. */
    private static final String PARTS_OF_UPLOADS = "/api/uploads/";

    private static final String KEY = "b7e6d5c4-3a2b-4190-8f7e-6d5c4b3a2910";

    private final HttpClient http = HttpClient.newHttpClient();

    /** One call as the description shows it. */
    private record Call(String method, String path, JsonNode operation) {}

    @Test
    void examples_eachSentAsWritten_getWhatIsDescribed() throws Exception {
        TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
        try (Origin origin = Origin.start(
                database,
                Origin.storage(),
                Map.of(
                        "cliprange.cdn.base-url", "http://localhost:1",
                        "cliprange.ingest.event-prefixes", "incoming/",
                        "cliprange.playback.signing-key", "a",
                        "cliprange.playback.keys.a", "a-secret-of-the-tests-0123456789abcdef"))) {
            JsonNode description = origin.client().get("/api/openapi.json").expect(200);
            assertThat(description.path("openapi").asString()).startsWith("3.1");
            prepare(origin, database);
            List<String> wrong = new ArrayList<>();
            List<Call> calls = calls(description);
            for (Call call : calls) {
                if (call.path().startsWith("/api") && !call.path().startsWith(PARTS_OF_UPLOADS)) {
                    seed(
                            origin,
                            database,
                            call.method().equals("POST") && call.path().equals("/api/sources"));
                    String said = run(origin, call, new SchemaCheck(description));
                    if (!said.isEmpty()) {
                        wrong.add(call.method() + " " + call.path() + ": " + said);
                    }
                }
            }

            assertThat(wrong).isEmpty();
            assertThat(calls).hasSizeGreaterThan(20);
            assertThat(description.at("/components/schemas/Problem").isMissingNode())
                    .isFalse();
            assertThat(description.toString()).contains("Idempotency-Key");
        }
    }

    /** A document that is built per language fills the heap: 350 languages did. */
    @Test
    void document_inAnyLanguage_isTheOneThatWasMadeAtTheStart() {
        Origin origin = Origin.shared();
        OriginClient client = origin.client();
        String url = origin.base() + "/api/openapi.json";
        HttpResponse<byte[]> first = client.play(url);
        String tag = first.headers().firstValue("ETag").orElse("none");

        for (String language : List.of("xx", "yy-XX", "zz;q=0.5, qq", "*", "not a language, really")) {
            HttpResponse<byte[]> other = client.play(url, "Accept-Language", language, "Accept", "*/*");
            assertThat(other.body()).isEqualTo(first.body());
            assertThat(other.headers().firstValue("ETag")).hasValue(tag);
        }

        OpenAPIService builder = origin.bean(OpenAPIService.class);
        assertThat(List.of("xx", "yy-XX", "qq"))
                .allSatisfy(it -> assertThat(builder.getCachedOpenAPI(Locale.forLanguageTag(it)))
                        .isNull());
        assertThat(tag).startsWith("\"");
        assertThat(client.play(url, "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(new String(first.body(), StandardCharsets.UTF_8))
                .doesNotContain("localhost", String.valueOf(origin.base().getPort()));
    }

    @Test
    void pages_carryWhatKeepsThemToThemselves() {
        OriginClient client = Origin.shared().client();
        for (String path : List.of(
                "/api/docs", "/api/docs/start.js", "/api/docs/swagger-ui-bundle.js", "/api/problems/internal")) {
            HttpHeaders headers = client.play(Origin.shared().base() + path, "Accept", "text/html")
                    .headers();
            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .contains("default-src 'none'", "frame-ancestors 'none'")
                    .doesNotContain("script-src 'self' ", "'unsafe-eval'");
            assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
        }
        for (String path : List.of("/api/openapi.json", "/none")) {
            assertThat(client.play(Origin.shared().base() + path).headers().firstValue("X-Content-Type-Options"))
                    .as(path)
                    .hasValue("nosniff");
        }
    }

    /** Under its policy the page runs: its scripts are files, and it reads the description. */
    @Test
    void docs_inABrowser_showTheCalls() {
        try (Browser browser = Browser.chromium()) {
            browser.navigate(Origin.shared().base().resolve("/api/docs"));

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> browser.evaluate("document.querySelectorAll('.opblock').length")
                                    .asInt()
                            > 20);
            assertThat(browser.evaluate("document.body.innerText").asString()).contains("Registers a source");

            browser.navigate(Origin.shared().base().resolve("/api/problems/internal"));
            assertThat(browser.evaluate("getComputedStyle(document.body).maxWidth")
                            .asString())
                    .as("the page's style is allowed by its hash")
                    .isEqualTo("640px");
        }
    }

    @Test
    void docs_areAPageToBrowse() {
        HttpResponse<byte[]> page =
                Origin.shared().client().play(Origin.shared().base() + "/api/docs");
        String location = page.headers().firstValue("Location").orElse("/api/docs");

        HttpResponse<byte[]> there = Origin.shared()
                .client()
                .play(Origin.shared().base().resolve(location).toString());

        assertThat(there.statusCode()).isEqualTo(200);
        assertThat(new String(there.body(), StandardCharsets.UTF_8)).contains("swagger-ui");
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void problemPage_ofEachFailure_saysCauseAndCure(Failure failure) {
        OriginClient client = Origin.shared().client();
        String address = Origin.shared().base() + "/api/problems/" + failure.code();

        String page = new String(client.play(address, "Accept", "text/html").body(), StandardCharsets.UTF_8);
        JsonNode json = client.get("/api/problems/" + failure.code()).expect(200);

        assertThat(page).contains("<!doctype html>", "<h1>", "Cause", "Remedy", failure.code());
        assertThat(json.path("status").asInt()).isEqualTo(failure.status());
        assertThat(json.path("cause").asString()).endsWith(".");
        assertThat(json.path("cure").asString()).endsWith(".");
    }

    private static List<Call> calls(JsonNode description) {
        List<Call> calls = new ArrayList<>();
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> calls.add(new Call(
                                method.getKey().toUpperCase(java.util.Locale.ROOT),
                                path.getKey(),
                                method.getValue()))));
        return calls;
    }

    /** What is wrong with a call; empty: nothing. */
    private String run(Origin origin, Call call, SchemaCheck schemas) throws IOException, InterruptedException {
        String path = call.path();
        var query = new StringBuilder();
        for (JsonNode parameter : call.operation().path("parameters")) {
            String name = parameter.path("name").asString();
            if (parameter.has("example")) {
                String value = URLEncoder.encode(parameter.path("example").asString(), StandardCharsets.UTF_8);
                path = path.replace("{" + name + "}", value);
                if (parameter.path("in").asString().equals("query")) {
                    query.append(query.isEmpty() ? "?" : "&")
                            .append(name)
                            .append('=')
                            .append(value);
                }
            }
        }
        JsonNode content = call.operation().at("/requestBody/content/application~1json");
        if (path.contains("{") || (call.operation().has("requestBody") && !content.has("example"))) {
            return "no example";
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(origin.base().resolve(path + query))
                .header("Authorization", "Bearer " + Origin.API_KEY)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method(
                        call.method(),
                        content.has("example")
                                ? HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(content.path("example")))
                                : HttpRequest.BodyPublishers.noBody());
        HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            JsonNode described = call.operation().path("responses").path(String.valueOf(answer.statusCode()));
            if (described.isMissingNode() || answer.statusCode() >= 300) {
                return answer.statusCode() + " " + new String(body.readNBytes(500), StandardCharsets.UTF_8);
            }
            List<String> wrong = new ArrayList<>();
            described.path("headers").propertyNames().stream()
                    .filter(name -> answer.headers().firstValue(name).isEmpty())
                    .forEach(name -> wrong.add("no header " + name));
            JsonNode schema = described.at("/content/application~1json/schema");
            if (!schema.isMissingNode()) {
                wrong.addAll(schemas.check(schema, JSON.readTree(body)));
            }
            return String.join("; ", wrong);
        }
    }

    /** Reads the source once; its rows are then put where the examples want them. */
    private static void prepare(Origin origin, TestPostgres.Database database) throws SQLException {
        String key = "films/harbour.mp4";
        Origin.storage().put(key, MediaMatrix.entry("avc-2997").file());
        origin.client().readySource("s3://" + Origin.storage().bucket() + "/" + key);
        execute(
                database,
                "CREATE TABLE kept_source AS SELECT * FROM source",
                "CREATE TABLE kept_index AS SELECT * FROM source_index");
    }

    /** The entities the examples name, as they would have come to be: a partition of the source, and a key. */
    private static void seed(Origin origin, TestPostgres.Database database, boolean empty) throws SQLException {
        // A reading that an example asked for would put the source into another state in the middle of the next one.
        await().atMost(Duration.ofMinutes(1)).until(() -> readings(database) == 0);
        String[] cleared = {"DELETE FROM source", "DELETE FROM api_key", "DELETE FROM sequence"};
        if (empty) {
            execute(database, cleared);
            return;
        }
        String place = "(jsonb_populate_record(t, '{\"%s\": \"" + SOURCE + "\"}')).*";
        execute(
                database,
                cleared[0],
                cleared[1],
                cleared[2],
                "INSERT INTO source SELECT " + place.formatted("id") + " FROM kept_source t",
                "INSERT INTO source_index (source_id, revision, directory, pages_key, created_at) SELECT '" + SOURCE
                        + "', revision, directory, pages_key, created_at FROM kept_index",
                "INSERT INTO job (id, source_id, kind, state, problem_code, problem_text) VALUES ('" + JOB + "', '"
                        + SOURCE + "', 'remux', 'failed', 'media-unsupported', 'x')",
                "INSERT INTO waveform (source_id, revision, folder, sample_rate, lengths) SELECT '" + SOURCE
                        + "', revision, 'example', 48000, '{32, 8, 2, 1, 1, 1}' FROM kept_index",
                "INSERT INTO cut_list (id, source_id, name) VALUES ('" + CUT_LIST + "', '" + SOURCE
                        + "', 'Highlights')",
                "INSERT INTO api_key (id, name, role, digest, created_by) VALUES ('" + KEY
                        + "', 'player', 'READ', sha256('x'), 'test')",
                "INSERT INTO sequence (id, clip_ids) VALUES ('" + SEQUENCE + "', '{" + FIRST + "," + SECOND + "}')");
        origin.bean(WorkStore.class)
                .of(UUID.fromString(SOURCE))
                .put(SourceWork.Part.WAVEFORM, "example/4096", new byte[2 * 2])
                .block(Duration.ofMinutes(1));
        JsonNode clips = origin.client()
                .post("/api/sources/" + SOURCE + "/clips:partition", Map.of("cuts", List.of(1, 2)))
                .expect(200)
                .path("clips");
        origin.client()
                .delete("/api/clips/" + clips.get(2).path("id").asString())
                .expect(204);
        execute(
                database,
                "UPDATE clip SET id = '" + FIRST + "' WHERE id = '"
                        + clips.get(0).path("id").asString() + "'",
                "UPDATE clip SET id = '" + SECOND + "' WHERE id = '"
                        + clips.get(1).path("id").asString() + "'",
                "UPDATE cut_operation SET id = '" + OPERATION
                        + "' WHERE number = (SELECT max(number) FROM cut_operation)");
    }

    private static long readings(TestPostgres.Database database) throws SQLException {
        try (Connection connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT count(*) FROM scheduled_tasks WHERE task_instance = '" + SOURCE + "'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** In one transaction: a reading an example asked for may still be writing its index. */
    private static void execute(TestPostgres.Database database, String... statements) throws SQLException {
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }
}
