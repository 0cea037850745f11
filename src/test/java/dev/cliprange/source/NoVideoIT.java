package dev.cliprange.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;

/** A file that is no video is the mistake of the client, and its problem says what the file looks like. */
class NoVideoIT {

    private static final byte[] NOISE = noise(10);

    @TempDir
    private static Path folder;

    private static Origin origin;
    private static DisposableServer web;

    /** How a web server responds to a range of an empty file. RFC 9110 allows both. */
    enum Web implements BiFunction<HttpServerResponse, String, Mono<Void>> {
        NOT_SATISFIABLE {
            @Override
            public Mono<Void> apply(HttpServerResponse response, String tag) {
                return response.status(416)
                        .header("Content-Range", "bytes */0")
                        .header("Content-Length", "0")
                        .send();
            }
        },
        WHOLE {
            @Override
            public Mono<Void> apply(HttpServerResponse response, String tag) {
                return response.header("Content-Length", "0")
                        .header("ETag", tag)
                        .send();
            }
        }
    }

    @BeforeAll
    static void start() {
        web = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> request.path().startsWith("weak")
                        ? response.status(206)
                                .header("ETag", request.path().endsWith("unquoted") ? "1" : "W/\"1\"")
                                .header("Content-Range", "bytes 0-0/10")
                                .header("Content-Length", "1")
                                .sendString(Mono.just("a"))
                        : Web.valueOf(request.path()).apply(response, "\"1\""))
                .bindNow();
        origin = Origin.start(Map.of(
                "cliprange.sources.allowed",
                folder.toUri() + "," + uri("") + ",s3://" + Origin.storage().bucket() + "/"));
    }

    @AfterAll
    static void stop() {
        origin.close();
        web.disposeNow();
    }

    @Test
    void emptyObject_is422() {
        Origin.storage().put("empty.mp4", new byte[0]);

        assertEmpty("s3://" + Origin.storage().bucket() + "/empty.mp4");
    }

    @Test
    void emptyFile_is422() throws IOException {
        assertEmpty(Files.createFile(folder.resolve("empty.mp4")).toUri().toString());
    }

    @ParameterizedTest
    @EnumSource
    void emptyWebFile_is422(Web response) {
        assertEmpty(uri(response.name()));
    }

    @Test
    void weakEntityTag_isNamed() {
        OriginClient.Answer weak = register(uri("weak"));
        OriginClient.Answer unquoted = register(uri("weak-unquoted"));

        assertThat(weak.status()).isEqualTo(502);
        assertThat(weak.body().path("detail").asString()).contains("only a weak ETag", "no Last-Modified");
        assertThat(unquoted.body().path("detail").asString()).contains("an ETag without quotes");
    }

    @ParameterizedTest
    @MethodSource("files")
    void fileWithoutVideo_failsWithWhatItLooksLike(String name, byte[] bytes, String looksLike) {
        Origin.storage().put(name, bytes);

        String id = register("s3://" + Origin.storage().bucket() + "/" + name)
                .expect(201)
                .path("id")
                .asString();
        JsonNode source = origin.client().get("/api/sources/" + id + "?wait=60").expect(200);

        assertThat(source.path("state").asString()).as(source.toString()).isEqualTo("failed");
        assertThat(source.path("problem").path("code").asString()).isEqualTo("media-malformed");
        assertThat(source.path("problem").path("detail").asString())
                .startsWith("This is no video (it looks like " + looksLike + ").");
    }

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("no.pdf", latin("%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n".repeat(50)), "a PDF document"),
                Arguments.of("no.txt", latin("only words. ".repeat(5_000)), "a text"),
                Arguments.of("short.txt", latin("a"), "a text"),
                Arguments.of("no.html", latin("<!doctype html><title>Sign in</title>"), "an HTML page"),
                Arguments.of("no.json", latin("{\"error\": \"no such film\"}"), "JSON"),
                Arguments.of("no.m3u8", latin("#EXTM3U\n#EXTINF:4,\na.ts\n#EXT-X-ENDLIST\n"), "an HLS playlist"),
                Arguments.of(
                        "no.zip", join(latin("PK\u0003\u0004"), noise(5_000)), "a ZIP archive, or an office document"),
                Arguments.of("no.mp4", new byte[100_000], "a file that begins with zeros only"),
                Arguments.of("noise.mp4", noise(100_000), "data of an unknown format"),
                Arguments.of("noise-short.mp4", NOISE, "data of an unknown format"));
    }

    private static void assertEmpty(String uri) {
        OriginClient.Answer answer = register(uri);

        assertThat(answer.status()).as(String.valueOf(answer.body())).isEqualTo(422);
        assertThat(answer.body().path("code").asString()).isEqualTo("media-malformed");
        assertThat(answer.body().path("detail").asString()).isEqualTo("This is no video (the file is empty).");
    }

    private static OriginClient.Answer register(String uri) {
        return origin.client().post("/api/sources", Map.of("uri", uri));
    }

    private static String uri(String path) {
        return URI.create("http://127.0.0.1:" + web.port() + "/" + path).toString();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] all = new byte[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** Random bytes that begin like no format. */
    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(9).nextBytes(bytes);
        bytes[0] = 1;
        bytes[1] = (byte) 0xFE;
        return bytes;
    }
}
