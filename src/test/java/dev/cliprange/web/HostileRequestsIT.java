package dev.cliprange.web;

import static dev.cliprange.web.HostileRequest.get;
import static dev.cliprange.web.HostileRequest.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests that mean no good get the documented refusal with its code, and change nothing. Playback is signed here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestsIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int TEN_MEGABYTES = 10_000_000;
    private static final String CLIPS = "/api/sources/{source}/clips";
    private static final String STREAM = "/videos/clips/{clip}/stream/{version}";

    private Origin origin = Origin.shared();
    private final Map<String, String> keys = new HashMap<>();
    private final Map<String, String> places = new HashMap<>();

    @BeforeAll
    void start() {
        origin = Origin.start(Map.of(
                "cliprange.playback.signing-key", "2026a",
                "cliprange.playback.keys.2026a", "a-secret-of-the-tests-0123456789abcdef"));
        OriginClient client = origin.client();
        JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
        JsonNode clip = client.clip(source, 1, 2);
        JsonNode other = client.clip(source, 2, 3);
        String signed = clip.path("streamUrl").asString();
        places.put("source", source.path("id").asString());
        places.put("clip", clip.path("id").asString());
        places.put("CLIP", clip.path("id").asString().toUpperCase(Locale.ROOT));
        places.put("version", clip.path("version").asString());
        places.put("VERSION", clip.path("version").asString().toUpperCase(Locale.ROOT));
        places.put("other", other.path("id").asString());
        places.put("otherVersion", other.path("version").asString());
        places.put("signed", signed.substring(signed.indexOf('?') + 1));
        places.put("signature", signed.substring(signed.indexOf("&signature=") + 11));
        places.put("expires", signed.replaceAll(".*expires=(\\d+).*", "$1"));
        places.put("expired", expired(client, clip));
        keys.put("admin", Origin.API_KEY);
        for (String role : List.of("read", "edit")) {
            keys.put(
                    role,
                    client.post("/api/admin/keys", Map.of("name", role, "role", role))
                            .expect(201)
                            .path("key")
                            .asString());
        }
    }

    /** The query of an address that was signed for a second, once that is over. */
    private static String expired(OriginClient client, JsonNode clip) {
        JsonNode signed = client.post("/api/clips/" + clip.path("id").asString() + "/sign", Map.of("expiresIn", 1))
                .expect(200);
        Instant expires = Instant.parse(signed.path("expiresAt").asString());
        await().atMost(Duration.ofSeconds(10)).until(() -> Instant.now().isAfter(expires));
        return signed.path("url").asString().replaceAll(".*[?]", "");
    }

    @AfterAll
    void stop() {
        origin.close();
    }

    static Stream<HostileRequest> requests() {
        return Stream.of(
                        access(),
                        HostilePaths.addresses(),
                        HostilePaths.spellings(),
                        queries(),
                        bodies(),
                        headers(),
                        sources(),
                        playback())
                .flatMap(it -> it);
    }

    private static Stream<HostileRequest> access() {
        String keys = "/api/admin/keys";
        return Stream.of(
                get("no key", "", "/api/sources", 401, "unauthenticated"),
                get("wrong key", "", "/api/sources", 401, "unauthenticated").header("Authorization: Bearer nobody"),
                get("key that looks like one", "", "/api/sources", 401, "unauthenticated")
                        .header("Authorization: Bearer cliprange_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
                get("key in capitals", "", "/api/sources", 401, "unauthenticated")
                        .header("Authorization: Bearer " + Origin.API_KEY.toUpperCase(Locale.ROOT)),
                get("key by another scheme", "", "/api/sources", 401, "unauthenticated")
                        .header("Authorization: Basic " + Origin.API_KEY),
                get("key in the query", "", "/api/sources?key=" + Origin.API_KEY, 401, "unauthenticated"),
                get("SQL for a key", "", "/api/sources", 401, "unauthenticated")
                        .header("Authorization: Bearer cliprange_' OR '1'='1"),
                post("reading key makes a clip", "read", CLIPS, "{\"start\":3,\"end\":4}", 403, "forbidden"),
                get("reading key deletes", "read", "/api/clips/{clip}", 403, "forbidden")
                        .method("DELETE"),
                get("reading key looks at keys", "read", keys, 403, "forbidden"),
                post(
                        "editing key makes itself an admin",
                        "edit",
                        keys,
                        "{\"name\":\"x\",\"role\":\"admin\"}",
                        403,
                        "forbidden"),
                get("editing key looks at processes", "edit", "/api/admin/ffmpeg", 403, "forbidden"),
                get("encoded admin path", "edit", "/api/%61dmin/keys", 404, "not-found"),
                get("admin path in capitals", "edit", "/api/ADMIN/keys", 404, "not-found"),
                get("reading key, HEAD of keys", "read", keys, 403, "").method("HEAD"),
                get("unknown address without key", "", "/api/nothing", 401, "unauthenticated"),
                get("springdoc's own document", "read", "/v3/api-docs", 404, "not-found"),
                get("springdoc's configuration", "read", "/api/openapi.json/swagger-config", 404, "not-found"),
                get("springdoc's other form", "read", "/api/openapi.json.yaml", 404, "not-found"),
                get("springdoc's page", "read", "/api/swagger-ui/index.html", 404, "not-found"),
                get("a library's file", "", "/webjars/swagger-ui/swagger-ui.css", 404, "not-found"));
    }

    private static Stream<HostileRequest> queries() {
        String list = "/api/sources";
        return Stream.of(
                get("limit of nothing", "read", list + "?limit=0", 400, "request-invalid"),
                get("limit too large", "read", list + "?limit=501", 400, "request-invalid"),
                get("negative limit", "read", list + "?limit=-1", 400, "request-invalid"),
                get("limit that is no number", "read", list + "?limit=NaN", 400, "request-invalid"),
                get("limit that overflows", "read", list + "?limit=99999999999", 400, "request-invalid"),
                get("limit twice", "read", list + "?limit=1&limit=2", 400, "request-invalid"),
                get("cursor twice", "read", list + "?after=&after=x", 400, "request-invalid"),
                get("SQL for a cursor", "read", list + "?after='%20OR%201=1--", 400, "request-invalid"),
                get("huge cursor", "read", list + "?after=" + "A".repeat(3000), 400, "request-invalid"),
                get("short cursor", "read", list + "?after=AAAA", 400, "request-invalid"),
                get("waiting for ever", "read", "/api/sources/{source}?wait=61", 400, "request-invalid"),
                get("waiting backwards", "read", "/api/sources/{source}?wait=-1", 400, "request-invalid"),
                get("event that is none", "read", "/api/events", 400, "request-invalid")
                        .header("Last-Event-ID: x"),
                get("event of the future", "read", "/api/events", 400, "request-invalid")
                        .header("Last-Event-ID: 99999999999"));
    }

    private static Stream<HostileRequest> bodies() {
        return Stream.of(
                clip("NaN", "{\"start\":NaN,\"end\":1}", 400, "request-invalid"),
                clip("infinity", "{\"start\":0,\"end\":Infinity}", 400, "request-invalid"),
                clip("negative time", "{\"start\":-1,\"end\":1}", 422, "range-outside-source"),
                clip("negative clock", "{\"start\":\"-00:00:01\",\"end\":1}", 400, "request-invalid"),
                clip("time that overflows", "{\"start\":0,\"end\":1e400}", 400, "request-invalid"),
                clip("time of many digits", "{\"start\":0,\"end\":" + "9".repeat(900) + "}", 400, "request-invalid"),
                clip("time behind the end", "{\"start\":0,\"end\":1000000}", 422, "range-outside-source"),
                clip("end before start", "{\"start\":4,\"end\":3}", 422, "range-empty"),
                clip("negative frame", "{\"start\":{\"frame\":-1},\"end\":1}", 422, "range-outside-source"),
                clip("half a frame", "{\"start\":{\"frame\":1.5},\"end\":1}", 400, "request-invalid"),
                clip(
                        "frame that overflows",
                        "{\"start\":{\"frame\":99999999999999999999},\"end\":1}",
                        400,
                        "request-invalid"),
                clip("time that is an array", "{\"start\":[0],\"end\":1}", 400, "request-invalid"),
                clip("time that is missing", "{\"start\":0}", 400, "request-invalid"),
                clip("unknown field", "{\"start\":0,\"end\":1,\"fps\":30}", 400, "request-invalid"),
                clip("field in capitals", "{\"START\":0,\"end\":1}", 400, "request-invalid"),
                clip(
                        "title too long",
                        "{\"start\":3,\"end\":4,\"title\":\"" + "x".repeat(501) + "\"}",
                        400,
                        "request-invalid"),
                clip("title with a null", "{\"start\":3,\"end\":4,\"title\":\"\\u0000\"}", 400, "request-invalid"),
                clip("overlap", "{\"start\":0,\"end\":5}", 409, "clip-overlap"),
                clip("no object", "[1,2]", 400, "request-invalid"),
                clip("more behind it", "{\"start\":3,\"end\":4} {}", 400, "request-invalid"),
                clip("broken off", "{\"start\":3,", 400, "request-invalid"),
                clip("nothing", "", 400, "request-invalid"),
                clip("deep", "[".repeat(100_000), 400, "request-invalid"),
                clip(
                        "deep title",
                        "{\"title\":" + "{\"a\":".repeat(5000) + "1" + "}".repeat(5000) + "}",
                        400,
                        "request-invalid"),
                clip("no UTF-8", "", 400, "request-invalid")
                        .body(new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28, '"', '}'}),
                clip("10 MB", "{\"title\":\"" + "x".repeat(TEN_MEGABYTES) + "\"}", 413, "payload-too-large"),
                clip(
                                "10 MB without a length",
                                "{\"title\":\"" + "x".repeat(TEN_MEGABYTES) + "\"}",
                                413,
                                "payload-too-large")
                        .inChunks(),
                clip("text", "{\"start\":3,\"end\":4}", 415, "unsupported-content-type")
                        .headers("Content-Type: text/plain"),
                clip("bytes", "{\"start\":3}", 415, "unsupported-content-type")
                        .headers("Content-Type: application/octet-stream"),
                clip("form", "start=3&end=4", 415, "unsupported-content-type")
                        .headers("Content-Type: application/x-www-form-urlencoded"),
                post("cut on a cut", "edit", CLIPS + ":partition", "{\"cuts\":[1,1]}", 422, "range-empty"),
                post("cut at nothing", "edit", CLIPS + ":partition", "{\"cuts\":[null]}", 400, "request-invalid"),
                post("too many clips to warm", "edit", "/api/clips:warm", manyIds(), 400, "request-invalid"),
                post(
                        "role nobody has",
                        "admin",
                        "/api/admin/keys",
                        "{\"name\":\"x\",\"role\":\"root\"}",
                        400,
                        "request-invalid"),
                post(
                        "line break in a key's name",
                        "admin",
                        "/api/admin/keys",
                        "{\"name\":\"x\\nforged line\",\"role\":\"read\"}",
                        400,
                        "request-invalid"),
                post(
                        "form nobody makes",
                        "read",
                        "/api/clips/{clip}/sign",
                        "{\"expiresIn\":60,\"form\":\"../stream\"}",
                        400,
                        "request-invalid"),
                post(
                        "address without an end",
                        "read",
                        "/api/clips/{clip}/sign",
                        "{\"form\":\"copy\"}",
                        400,
                        "request-invalid"),
                post(
                        "address for ever",
                        "read",
                        "/api/clips/{clip}/sign",
                        "{\"expiresIn\":99999999999}",
                        400,
                        "request-invalid"),
                post(
                        "address of the past",
                        "read",
                        "/api/clips/{clip}/sign",
                        "{\"expiresIn\":-5}",
                        400,
                        "request-invalid"));
    }

    private static Stream<HostileRequest> headers() {
        HostileRequest change = post("", "edit", "/api/clips/{clip}", "{\"title\":\"x\"}", 400, "request-invalid")
                .method("PATCH");
        return Stream.of(
                named("idempotency key with a space", change.header("Idempotency-Key: a b"), 400, "request-invalid"),
                named(
                        "idempotency key too long",
                        change.header("Idempotency-Key: " + "x".repeat(256)),
                        400,
                        "request-invalid"),
                named("empty idempotency key", change.header("Idempotency-Key: "), 400, "request-invalid"),
                named("idempotency key beyond ASCII", change.header("Idempotency-Key: \u00e9"), 400, "request-invalid"),
                named("condition on another state", change.header("If-Match: \"999\""), 412, "precondition-failed"),
                named("condition that is none", change.header("If-Match: ' OR 1=1"), 412, "precondition-failed"),
                get("condition of a GET on other bytes", "", STREAM + "?{signed}", 412, "precondition-failed")
                        .header("If-Match: \"other\""),
                get("condition of a GET that is none", "", STREAM + "?{signed}", 412, "precondition-failed")
                        .header("If-Match: ' OR 1=1"),
                get("pictures of sources", "read", "/api/sources", 406, "not-acceptable")
                        .header("Accept: image/png"),
                get("cursor of 5 kB", "read", "/api/sources?after=" + "A".repeat(5000), 414, "uri-too-long"),
                get("signed address of 5 kB", "", STREAM + "?{signed}&x=" + "A".repeat(5000), 414, "uri-too-long"),
                get("header of 9 kB", "read", "/api/sources", 431, "headers-too-large")
                        .header("X-Much: " + "A".repeat(9000)),
                get("a thousand headers", "read", "/api/sources", 431, "headers-too-large")
                        .headers(IntStream.range(0, 1000)
                                .mapToObj(i -> "X-Header-" + i + ": A")
                                .toArray(String[]::new)),
                get("header without a name", "read", "/api/sources", 400, "request-invalid")
                        .header(": x"),
                get("null byte in a header", "read", "/api/sources", 400, "request-invalid")
                        .header("X-Null: a\u0000b"),
                get("space behind a header's name", "read", "/api/sources", 400, "request-invalid")
                        .header("X-Forged : yes"),
                post("two lengths", "edit", CLIPS, "{\"start\":3,\"end\":4}", 400, "request-invalid")
                        .header("Content-Length: 5"),
                get("space in the address", "read", "/api/sources HTTP/1.1 x", 400, "request-invalid"));
    }

    private static Stream<HostileRequest> sources() {
        return Stream.of(
                source("a file of the server's", "file:///etc/passwd", 422, "source-not-allowed"),
                source("another bucket", "s3://another/key.mp4", 422, "source-not-allowed"),
                source(
                        "the cloud's own address",
                        "http://169.254.169.254/latest/meta-data/",
                        422,
                        "source-not-allowed"),
                source("this machine", "http://localhost:5432/", 422, "source-not-allowed"),
                source("another way to write this machine", "http://0x7f000001/", 422, "source-not-allowed"),
                source("nothing there", "s3://cliprange/nothing.mp4", 422, "source-not-found"),
                source("no address", "video.mp4", 400, "request-invalid"),
                source("another scheme", "gopher://localhost/", 422, "source-not-allowed"),
                source("FFmpeg's own scheme", "concat:/etc/passwd|/etc/hosts", 422, "source-not-allowed"));
    }

    private static Stream<HostileRequest> playback() {
        String invalid = "signature-invalid";
        return Stream.of(
                get("unsigned", "", STREAM, 403, invalid),
                get("unsigned, with a key", "admin", STREAM, 403, invalid),
                get("forged", "", STREAM + "?expires={expires}&key=2026a&signature=" + "A".repeat(43), 403, invalid),
                get("truncated", "", STREAM + "?expires={expires}&key=2026a&signature=AAAA", 403, invalid),
                get("expired", "", STREAM + "?expires=1000000000&key=2026a&signature={signature}", 403, invalid),
                get("expired, well signed", "", STREAM + "?{expired}", 403, "signature-expired"),
                get("prolonged", "", STREAM + "?expires=9999999999&key=2026a&signature={signature}", 403, invalid),
                get("unknown key", "", STREAM + "?expires={expires}&key=2025&signature={signature}", 403, invalid),
                get("other clip", "", "/videos/clips/{other}/stream/{otherVersion}?{signed}", 403, invalid),
                get("other version", "", "/videos/clips/{clip}/stream/{otherVersion}?{signed}", 403, invalid),
                get("no version", "", "/videos/clips/{clip}/stream?{signed}", 403, invalid),
                get("signature twice", "", STREAM + "?{signed}&signature={signature}", 403, invalid),
                get("expiry twice", "", STREAM + "?expires=1&{signed}", 403, invalid),
                get("key twice", "", STREAM + "?{signed}&key=2026a", 403, invalid),
                get("encoded path", "", "/videos/clips/{clip}/%73tream/{version}?{signed}", 404, "not-found"),
                get("encoded first part", "", "/%76ideos/clips/{clip}/stream/{version}?{signed}", 404, "not-found"),
                get("clip in capitals", "", "/videos/clips/{CLIP}/stream/{version}?{signed}", 404, "not-found"),
                get("path in capitals", "read", "/VIDEOS/clips/{clip}/stream/{version}?{signed}", 404, "not-found"),
                get(
                        "up and over to another clip",
                        "",
                        "/videos/clips/{clip}/../{other}/stream/{otherVersion}?{signed}",
                        404,
                        "not-found"),
                get(
                        "double slash in playback",
                        "",
                        "/videos//clips/{clip}/stream/{version}?{signed}",
                        404,
                        "not-found"),
                get(
                        "path parameter in playback",
                        "",
                        "/videos/clips/{clip};a=b/stream/{version}?{signed}",
                        404,
                        "not-found"),
                get("forged header of a CDN", "", STREAM, 403, invalid)
                        .header("Cliprange-Signature: expires=9999999999&key=2026a&signature=" + "A".repeat(43)),
                get("signature of the query against a good header", "", STREAM + "?signature=AAAA", 403, invalid)
                        .header("Cliprange-Signature: {signed}"),
                get("bytes behind the end", "", STREAM + "?{signed}", 416, "range-not-satisfiable")
                        .header("Range: bytes=99999999999-"),
                post("posting to a stream", "", STREAM + "?{signed}", "{}", 405, "method-not-allowed"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void request_thatMeansNoGood_getsTheDocumentedRefusal(HostileRequest request) throws IOException {
        Answer answer = send(request);

        assertThat(answer.status()).as(answer.text()).isEqualTo(request.status());
        if (!request.method().equals("HEAD")) {
            JsonNode problem = JSON.readTree(answer.body());
            assertThat(problem.path("code").asString()).as(answer.body()).isEqualTo(request.code());
            assertThat(problem.path("type").asString()).isEqualTo("/api/problems/" + request.code());
        }
        assertThat(answer.headers())
                .containsEntry("content-type", "application/problem+json")
                .containsEntry("cache-control", "no-store")
                .doesNotContainKey("x-forged");
        assertThat(answer.text())
                .doesNotContain("Exception", "java.", "org.postgresql", "SELECT", "passwd:")
                .doesNotContain(keys.values());
    }

    @Test
    void table_isLongEnough_andSaysEachThingOnce() {
        List<String> names = requests().map(HostileRequest::name).toList();

        assertThat(names).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();
    }

    private record Answer(int status, Map<String, String> headers, String body, String text) {}

    private Answer send(HostileRequest request) throws IOException {
        try (var socket = new Socket(origin.base().getHost(), origin.base().getPort())) {
            socket.setSoTimeout(30_000);
            var head = new StringBuilder(request.method() + " " + fill(request.target())
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
            if (!request.key().isEmpty()) {
                head.append("Authorization: Bearer ")
                        .append(keys.get(request.key()))
                        .append("\r\n");
            }
            request.headers().forEach(header -> head.append(fill(header)).append("\r\n"));
            head.append(request.chunked() ? "Transfer-Encoding: chunked" : "Content-Length: " + request.body().length)
                    .append("\r\n\r\n");
            try {
                socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
                writeBody(socket, request);
            } catch (SocketException e) {
                // The server has answered and does not want the rest.
            }
            return read(socket);
        }
    }

    private static void writeBody(Socket socket, HostileRequest request) throws IOException {
        byte[] body = request.body();
        if (!request.chunked()) {
            socket.getOutputStream().write(body);
            return;
        }
        for (int from = 0; from < body.length; from += 100_000) {
            byte[] chunk = Arrays.copyOfRange(body, from, Math.min(body.length, from + 100_000));
            socket.getOutputStream()
                    .write((Integer.toHexString(chunk.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(chunk);
            socket.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static Answer read(Socket socket) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketException e) {
            // Reset behind the answer: it did not read the whole request.
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        assertThat(end).as(text).isPositive();
        List<String> lines = text.substring(0, end).lines().toList();
        Map<String, String> headers = lines.stream()
                .skip(1)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                        line -> line.substring(line.indexOf(':') + 1).strip(),
                        (first, second) -> first + ", " + second));
        return new Answer(Integer.parseInt(lines.getFirst().split(" ")[1]), headers, text.substring(end + 4), text);
    }

    private String fill(String text) {
        String filled = text;
        for (Map.Entry<String, String> place : places.entrySet()) {
            filled = filled.replace("{" + place.getKey() + "}", place.getValue());
        }
        return filled;
    }

    private static HostileRequest clip(String name, String body, int status, String code) {
        return post("clip: " + name, "edit", CLIPS, body, status, code);
    }

    private static HostileRequest source(String name, String uri, int status, String code) {
        return post("source: " + name, "edit", "/api/sources", "{\"uri\":\"" + uri + "\"}", status, code);
    }

    private static HostileRequest named(String name, HostileRequest request, int status, String code) {
        return new HostileRequest(
                name,
                request.key(),
                request.method(),
                request.target(),
                request.headers(),
                request.body(),
                false,
                status,
                code);
    }

    private static String manyIds() {
        return IntStream.range(0, 1001)
                .mapToObj(i -> "\"" + new java.util.UUID(0, i) + "\"")
                .collect(Collectors.joining(",", "{\"clipIds\":[", "]}"));
    }
}
