package dev.cliprange.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginClient.Answer;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Each rejected request names the field, parameter or header at fault, and what it accepts. */
class InvalidInputIT {

    private static final String TIME =
            "a time: a number of seconds such as 12.5, \"HH:MM:SS.mmm\", or {\"frame\": 375}";
    private static final String UNKNOWN_ID = "3f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6b";

    private static String source;
    private static String clip;

    /**
     * A request that is wrong in one place.
     *
     * @param request method and path, with the ids of a source and of a clip in braces
     * @param body empty for none
     * @param header name and value; empty for none
     * @param place {@code pointer} or {@code parameter}, and the name
     * @param accepted what the detail contains
     */
    private record Wrong(String request, String body, List<String> header, int status, String place, String accepted) {

        static Wrong body(String request, String body, String pointer, String accepted) {
            return new Wrong(request, body, List.of(), 400, "pointer " + pointer, accepted);
        }

        static Wrong query(String request, String parameter, String accepted) {
            return new Wrong("GET " + request, "", List.of(), 400, "parameter " + parameter, accepted);
        }

        Wrong with(int otherStatus) {
            return new Wrong(request, body, header, otherStatus, place, accepted);
        }

        @Override
        public String toString() {
            return request + " " + body.substring(0, Math.min(60, body.length())) + " " + header;
        }
    }

    @BeforeAll
    static void makeClip() {
        Origin origin = Origin.shared();
        // An object of its own: other tests cut the shared one.
        String key = "invalid-input/avc-2997.mp4";
        Origin.storage().put(key, MediaMatrix.entry("avc-2997").file());
        JsonNode ready = origin.client().readySource("s3://" + Origin.storage().bucket() + "/" + key);
        source = ready.path("id").asString();
        clip = origin.client().clip(ready, 1, 2).path("id").asString();
    }

    @AfterAll
    static void deleteSource() {
        Origin.shared().client().delete("/api/sources/" + source).expect(204);
    }

    static Stream<Wrong> fields() {
        String clips = "POST /api/sources/{source}/clips";
        String cuts = "POST /api/sources/{source}/clips:partition";
        String sign = "POST /api/clips/{clip}/sign";
        String keys = "POST /api/admin/keys";
        return Stream.of(
                Wrong.body(clips, "{\"start\": \"noon\", \"end\": 2}", "/start", TIME),
                Wrong.body(clips, "{\"start\": true, \"end\": 2}", "/start", TIME),
                Wrong.body(clips, "{\"start\": {\"frame\": 1.5}, \"end\": 2}", "/start", TIME),
                Wrong.body(clips, "{\"start\": 1e400, \"end\": 2}", "/start", TIME),
                Wrong.body(clips, "{\"end\": 2}", "/start", "A value is required. Expected " + TIME),
                Wrong.body(
                        clips,
                        "{\"start\": 1, \"end\": 2, \"stop\": 3}",
                        "/stop",
                        "unknown (expected: 'cutList', 'end',"),
                Wrong.body(clips, "{\"start\": 1, \"end\": 2, \"a/b~c\": 3}", "/a~1b~0c", "unknown"),
                Wrong.body(clips, "{\"start\": 1, \"end\": 2, \"title\": []}", "/title", "Expected a string."),
                Wrong.body(clips, "{\"start\": 1, \"end\": 2, \"title\": 5}", "/title", "Expected a string."),
                Wrong.body(clips, "{\"start\": 1, \"end\": 2, \"title\": 1.5}", "/title", "Expected a string."),
                Wrong.body(clips, "{\"start\": 1, \"end\": 2, \"title\": true}", "/title", "Expected a string."),
                Wrong.body(
                        clips,
                        "{\"start\": 1, \"end\": 2, \"prepare\": \"true\"}",
                        "/prepare",
                        "Expected true or false."),
                Wrong.body(clips, "{\"start\": 1, \"end\": 2, \"prepare\": 1}", "/prepare", "Expected true or false."),
                Wrong.body(sign, "{\"expiresIn\": \"60\"}", "/expiresIn", "Expected an integer."),
                Wrong.body(sign, "{\"expiresIn\": 60.5}", "/expiresIn", "Expected an integer."),
                Wrong.body("POST /api/sources", "{\"uri\": 5}", "/uri", "Expected a string."),
                Wrong.body(
                        clips,
                        "{\"start\": 1, \"end\": 2, \"title\": \"" + "x".repeat(501) + "\"}",
                        "/title",
                        "at most 500 characters"),
                Wrong.body(
                        clips, "{\"start\": 1, \"end\": 2, \"prepare\": 7.5}", "/prepare", "Expected true or false."),
                Wrong.body(clips, "{\"start\": 1, \"end\": 2", "", "not valid JSON: line 1, column"),
                Wrong.body(clips, "{\"start\": 1, \"end\": 2} 3", "", "Expected one JSON object"),
                Wrong.body(clips, "[]", "", "Expected one JSON object"),
                Wrong.body(clips, "null", "", "Expected one JSON object"),
                Wrong.body(clips, "", "", "Expected one JSON object"),
                Wrong.body(cuts, "{\"cuts\": [1, 2, 3, \"four\"]}", "/cuts/3", TIME),
                Wrong.body(cuts, "{\"cuts\": [1, null]}", "/cuts/1", "A value is required."),
                Wrong.body(cuts, "{\"cuts\": 1}", "/cuts", "Expected an array."),
                Wrong.body(cuts, "{}", "/cuts", "A value is required. Expected an array."),
                Wrong.body("PATCH /api/clips/{clip}", "{\"end\": \"1:2:3:4\"}", "/end", TIME),
                Wrong.body("POST /api/clips/{clip}/split", "{\"at\": []}", "/at", TIME),
                Wrong.body("POST /api/clips/{clip}/move-end", "{\"to\": \"\"}", "/to", TIME),
                Wrong.body("POST /api/clips/{clip}/merge", "{\"with\": \"left\"}", "/with", "Expected a UUID, such as"),
                Wrong.body("POST /api/clips/{clip}/merge", "{}", "/with", "A value is required. Expected a UUID"),
                Wrong.body("POST /api/clips:warm", "{\"clipIds\": [\"x\"]}", "/clipIds/0", "Expected a UUID"),
                Wrong.body("POST /api/clips:warm", "{\"clipIds\": []}", "/clipIds", "Expected 1 to 1000 elements."),
                Wrong.body(sign, "{\"expiresIn\": 0}", "/expiresIn", "Expected an integer, 1 to 31622400."),
                Wrong.body(sign, "{\"expiresIn\": 99999999}", "/expiresIn", "Expected an integer, 1 to 31622400."),
                Wrong.body(sign, "{\"expiresIn\": 1e30}", "/expiresIn", ""),
                Wrong.body(sign, "{\"expiresIn\": 123456789012345678901}", "/expiresIn", ""),
                Wrong.body(sign, "{\"expiresIn\": \"soon\"}", "/expiresIn", "Expected an integer."),
                Wrong.body(sign, "{}", "/expiresIn", "Expected an integer."),
                Wrong.body(
                        sign,
                        "{\"expiresIn\": 5, \"form\": \"exact\"}",
                        "/form",
                        "one of 'stream', 'copy', 'precise'."),
                Wrong.body(sign, "{\"expiresIn\": 5, \"form\": 2}", "/form", "one of 'stream', 'copy', 'precise'."),
                Wrong.body(keys, "{\"name\": \"a\", \"role\": \"root\"}", "/role", "one of 'read', 'edit', 'admin'."),
                Wrong.body(keys, "{\"name\": \"a\", \"role\": \"2\"}", "/role", "one of 'read', 'edit', 'admin'."),
                Wrong.body(keys, "{\"name\": \"a\"}", "/role", "A value is required. Expected one of 'read',"),
                Wrong.body(keys, "{\"name\": \"\\n\", \"role\": \"read\"}", "/name", "1 to 100 letters"),
                Wrong.body(
                        keys,
                        "{\"name\": \"a\", \"role\": \"read\", \"requestsPerSecond\": 0}",
                        "/requestsPerSecond",
                        "Expected an integer, 1 to 100000."),
                Wrong.body(
                        "POST /api/sources/{source}/renditions",
                        "{\"ladder\": []}",
                        "/ladder",
                        "Expected 1 to 8 elements."),
                Wrong.body(
                        "POST /api/sources/{source}/renditions",
                        "{\"ladder\": [\"720p\", \"720\"]}",
                        "/ladder/1",
                        "720p"),
                Wrong.body(
                        "POST /api/sources/{source}/renditions",
                        "{\"ladder\": [null]}",
                        "/ladder/0",
                        "A value is required."),
                Wrong.body("POST /api/sources/{source}/renditions", "{\"rungs\": []}", "/rungs", "unknown"),
                Wrong.body("POST /api/sources/{source}/renditions", "[]", "", "Expected one JSON object"),
                Wrong.body("POST /api/sources", "{\"uri\": \" \"}", "/uri", "A value is required. Expected a string."),
                Wrong.body("POST /api/sources", "{\"uri\": \"films/a.mp4\"}", "/uri", "s3://"),
                Wrong.body("POST /api/sources", "{\"uri\": {}}", "/uri", "Expected a string."),
                Wrong.body("POST /api/sources", "{\"uri\": \"ftp://a/b\"}", "/uri", "scheme")
                        .with(422),
                Wrong.body(
                                "POST /api/sources",
                                "{\"uri\": \"s3://" + Origin.storage().bucket() + "/none\"}",
                                "/uri",
                                "")
                        .with(422));
    }

    static Stream<Wrong> points() {
        return Stream.of(
                        Wrong.body(
                                "POST /api/sources/{source}/clips", "{\"start\": 3, \"end\": 4000}", "/end", "4000 s"),
                        Wrong.body("POST /api/sources/{source}/clips", "{\"start\": -1, \"end\": 4}", "/start", "-1 s"),
                        Wrong.body(
                                "POST /api/sources/{source}/clips",
                                "{\"start\": {\"frame\": 99999}, \"end\": 4}",
                                "/start",
                                "99999"),
                        Wrong.body("PATCH /api/clips/{clip}", "{\"end\": 4000}", "/end", "4000 s"),
                        Wrong.body("PATCH /api/clips/{clip}", "{\"end\": 0.5}", "/end", "at least one frame"),
                        Wrong.body("POST /api/clips/{clip}/split", "{\"at\": 4000}", "/at", "4000 s"),
                        Wrong.body("POST /api/clips/{clip}/split", "{\"at\": 2}", "/at", "at least one frame"),
                        Wrong.body("POST /api/clips/{clip}/move-end", "{\"to\": 4000}", "/to", "4000 s"),
                        Wrong.body(
                                "POST /api/sources/{source}/clips:partition",
                                "{\"cuts\": [1, 2, 4000]}",
                                "/cuts/2",
                                "4000 s"),
                        Wrong.body(
                                "POST /api/sources/{source}/clips:partition",
                                "{\"cuts\": [1, 3, 2, 0.0001]}",
                                "/cuts/3",
                                "at least one frame"),
                        new Wrong(
                                "GET /api/sources/{source}/suggest?at=4000",
                                "",
                                List.of(),
                                422,
                                "parameter at",
                                "4000 s"),
                        new Wrong(
                                "GET /api/sources/{source}/keyframes?from=3&to=2",
                                "",
                                List.of(),
                                422,
                                "parameter from",
                                "'to'"))
                .map(it -> it.with(422));
    }

    static Stream<Wrong> parameters() {
        return Stream.of(
                Wrong.query("/api/sources?limit=0", "limit", "1 to 500"),
                Wrong.query("/api/sources?limit=501", "limit", "1 to 500"),
                Wrong.query("/api/sources?limit=ten", "limit", "Expected an integer."),
                Wrong.query("/api/sources?after=x", "after", "'next' of the previous page"),
                Wrong.query("/api/sources?limit=1&limit=2", "limit", "Send it once."),
                Wrong.query("/api/sources/{source}?wait=-1", "wait", "Expected an integer, 0 to 60."),
                Wrong.query("/api/sources/{source}?wait=61", "wait", "Expected an integer, 0 to 60."),
                Wrong.query("/api/sources/{source}?wait=long", "wait", "Expected an integer, 0 to 60."),
                Wrong.query("/api/sources/not-an-id", "sourceId", "Expected a UUID, such as"),
                Wrong.query("/api/clips/1", "clipId", "Expected a UUID, such as"),
                Wrong.query("/api/sources/{source}/suggest", "at", "It is missing. Expected a number."),
                Wrong.query("/api/sources/{source}/suggest?at=noon", "at", "Expected a number."),
                Wrong.query("/api/sources/{source}/suggest?at=-1", "at", "at least 0"),
                Wrong.query("/api/sources/{source}/suggest?at=1e99", "at", "at least 0"),
                Wrong.query("/api/sources/{source}/keyframes?from=x", "from", "Expected a number."),
                Wrong.query("/api/sources/{source}/keyframes?to=-1", "to", "at least 0"),
                Wrong.query("/videos/clips/1/stream", "clipId", "Expected a UUID, such as"),
                new Wrong("DELETE /api/admin/keys/1", "", List.of(), 400, "parameter keyId", "Expected a UUID"),
                new Wrong(
                        "POST /api/operations/1/undo", "", List.of(), 400, "parameter operationId", "Expected a UUID"),
                header("GET /api/events", "Last-Event-ID", "x", "1 to 18 digits"),
                header("GET /api/events", "Last-Event-ID", "999999999999999999", "does not exist yet"),
                header("DELETE /api/clips/" + UNKNOWN_ID, "Idempotency-Key", "a b", "1 to 255 visible ASCII"),
                header(
                        "DELETE /api/clips/" + UNKNOWN_ID,
                        "Idempotency-Key",
                        "x".repeat(256),
                        "1 to 255 visible ASCII"));
    }

    private static Wrong header(String request, String name, String value, String accepted) {
        return new Wrong(request, "", List.of(name, value), 400, "parameter " + name, accepted);
    }

    @ParameterizedTest
    @MethodSource({"fields", "points", "parameters"})
    void request_wrongInOnePlace_namesThePlaceAndWhatItAccepts(Wrong wrong) {
        Answer answer = send(wrong);

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(wrong.status());
        JsonNode errors = answer.body().path("errors");
        assertThat(errors.size()).as("%s", answer.body()).isEqualTo(1);
        String kind = wrong.place().substring(0, wrong.place().indexOf(' '));
        assertThat(errors.get(0).propertyNames()).containsExactlyInAnyOrder(kind, "detail");
        assertThat(kind + " " + errors.get(0).path(kind).asString()).isEqualTo(wrong.place());
        assertThat(errors.get(0).path("detail").asString())
                .contains(wrong.accepted())
                .isNotEmpty();
        assertThat(answer.body().path("detail").asString()).isNotEmpty();
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }

    @Test
    void request_wrongInManyPlaces_namesEach() {
        OriginClient client = Origin.shared().client();

        Answer missing = client.post("/api/sources/" + source + "/clips", Map.of());
        Answer outside = client.post("/api/sources/" + source + "/clips", Map.of("start", 4000, "end", 4000));
        Answer empty = client.post("/api/sources/" + source + "/clips", Map.of("start", 3, "end", 3.0001));

        assertThat(pointers(missing)).containsExactlyInAnyOrder("/start", "/end");
        assertThat(missing.body().path("detail").asString()).contains("'errors' lists all");
        assertThat(pointers(outside)).containsExactly("/start", "/end");
        assertThat(outside.body().path("code").asString()).isEqualTo("range-outside-source");
        assertThat(pointers(empty)).containsExactly("/start", "/end");
        assertThat(empty.body().path("code").asString()).isEqualTo("range-empty");
    }

    @Test
    void errors_ofALongArray_areLimited() {
        Answer answer = send(Wrong.body(
                "POST /api/sources/{source}/clips:partition", "{\"cuts\": [" + "null,".repeat(5000) + "1]}", "", ""));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(pointers(answer)).hasSize(20).allMatch(it -> it.startsWith("/cuts/"));
    }

    @Test
    void fieldName_thatIsVeryLong_isCut() {
        Answer answer =
                send(Wrong.body("POST /api/sources/{source}/clips", "{\"" + "x".repeat(40_000) + "\": 1}", "", ""));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().toString()).hasSizeLessThan(2_000);
    }

    @Test
    void idempotencyKey_ofAnotherRequest_isNamed() {
        String key = UUID.randomUUID().toString();
        String path = "/api/sources/" + source + "/clips";
        Answer first = send(
                new Wrong("POST " + path, "{\"start\": 5, \"end\": 5.5}", List.of("Idempotency-Key", key), 0, "", ""));
        Answer second = send(
                new Wrong("POST " + path, "{\"start\": 6, \"end\": 6.5}", List.of("Idempotency-Key", key), 0, "", ""));

        assertThat(first.status()).as("%s", first.body()).isEqualTo(201);
        assertThat(second.body().path("code").asString()).isEqualTo("idempotency-key-reused");
        assertThat(second.body().at("/errors/0/parameter").asString()).isEqualTo("Idempotency-Key");
    }

    private static List<String> pointers(Answer answer) {
        List<String> pointers = new ArrayList<>();
        answer.body()
                .path("errors")
                .forEach(it -> pointers.add(it.path("pointer").asString()));
        return pointers;
    }

    private static Answer send(Wrong wrong) {
        OriginClient client = Origin.shared().client();
        int space = wrong.request().indexOf(' ');
        String path =
                wrong.request().substring(space + 1).replace("{source}", source).replace("{clip}", clip);
        HttpRequest.Builder request = client.request(path)
                .header("Content-Type", "application/json")
                .method(
                        wrong.request().substring(0, space),
                        wrong.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(wrong.body()));
        if (!wrong.header().isEmpty()) {
            request.header(wrong.header().getFirst(), wrong.header().getLast());
        }
        return client.send(request.build());
    }
}
