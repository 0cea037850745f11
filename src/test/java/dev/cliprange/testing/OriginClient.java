package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application that uses an origin: calls of the control face, and a player's GETs. */
public final class OriginClient {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final String key;

    public OriginClient(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    /** What was answered: the status, the headers, and the body as JSON (null without a body). */
    public record Answer(int status, Map<String, String> headers, JsonNode body) {

        /** The body of a call that must have worked. */
        public JsonNode expect(int expected) {
            if (status != expected) {
                throw new AssertionError("status: " + status + " (expected: " + expected + "), body: " + body);
            }
            return body;
        }

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }
    }

    public Answer get(String path) {
        return send(request(path).GET().build());
    }

    /** The body of a response that is plain text, as the metrics are. */
    public String text(String path) {
        return exchange(request(path).GET().build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    public Answer post(String path, Object body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build());
    }

    public Answer patch(String path, Object body, String... headers) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        return send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE().build());
    }

    /** Any request below the base, for what the methods above cannot say. */
    /** Deletes every source of the first page, with its clips. */
    public void deleteSources() {
        get("/api/sources")
                .expect(200)
                .path("items")
                .forEach(source ->
                        delete("/api/sources/" + source.path("id").asString()).expect(204));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(LONGEST).header("Authorization", "Bearer " + key);
    }

    public Answer send(HttpRequest request) {
        HttpResponse<String> response = exchange(request, HttpResponse.BodyHandlers.ofString());
        var headers = new java.util.TreeMap<String, String>();
        response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        String body = response.body();
        boolean json = headers.getOrDefault("content-type", "").contains("json") && !body.isEmpty();
        return new Answer(response.statusCode(), headers, json ? JSON.readTree(body) : JSON.nullNode());
    }

    /** A player's GET of an absolute address, without a key. */
    public HttpResponse<byte[]> play(String address, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).timeout(LONGEST);
        return exchange(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    public CompletableFuture<HttpResponse<byte[]>> playAsync(String address) {
        return http.sendAsync(
                        HttpRequest.newBuilder(URI.create(address))
                                .timeout(LONGEST)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .whenComplete((response, error) -> {
                    if (response != null) {
                        ServedTexts.record(response);
                    }
                });
    }

    public HttpResponse<Path> download(String address, Path file) {
        return exchange(
                HttpRequest.newBuilder(URI.create(address)).timeout(LONGEST).build(),
                HttpResponse.BodyHandlers.ofFile(file));
    }

    /** Registers a source and waits until it is ready. */
    public JsonNode readySource(String uri) {
        Answer registered = post("/api/sources", Map.of("uri", uri));
        String id = registered.body().path("id").asString();
        JsonNode source = get("/api/sources/" + id + "?wait=60").expect(200);
        if (!"ready".equals(source.path("state").asString())) {
            throw new AssertionError("source: " + source);
        }
        return source;
    }

    /** Makes a clip; start and end as the contract takes them. */
    public JsonNode clip(JsonNode source, Object start, Object end) {
        return post("/api/sources/" + source.path("id").asString() + "/clips", Map.of("start", start, "end", end))
                .expect(201);
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            HttpResponse<T> response = http.send(request, handler);
            ServedTexts.record(response);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
