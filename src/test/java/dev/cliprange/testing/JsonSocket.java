package dev.cliprange.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Commands and answers over a WebSocket, each command with a number: the form of both Chromium's DevTools protocol and
 * WebDriver BiDi. Events, which have no number, go to one listener.
 */
final class JsonSocket implements WebSocket.Listener, AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final StringBuilder message = new StringBuilder();
    private final HttpClient client;
    private final WebSocket socket;
    private final Consumer<JsonNode> events;

    JsonSocket(URI address) {
        this(address, event -> {});
    }

    /** @param events called on the thread of the socket; must not block */
    JsonSocket(URI address, Consumer<JsonNode> events) {
        this.events = events;
        client = HttpClient.newHttpClient();
        socket = client.newWebSocketBuilder().buildAsync(address, this).join();
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @return the {@code result} of the answer
     * @throws IllegalStateException with the browser's words, if it refuses, or goes away, or takes longer
     */
    JsonNode call(String method, Map<String, ?> parameters, Duration longest) {
        int number = numbers.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        waiting.put(number, answer);
        var command = Map.of("id", number, "method", method, "params", parameters);
        socket.sendText(JSON.writeValueAsString(command), true).join();
        JsonNode answered;
        try {
            answered =
                    answer.orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            throw new IllegalStateException(method + ": no answer", e.getCause());
        } finally {
            waiting.remove(number);
        }
        if (answered.has("error")) {
            throw new IllegalStateException(method + ": " + answered);
        }
        return answered.path("result");
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        message.append(data);
        if (last) {
            JsonNode whole = JSON.readTree(message.toString());
            message.setLength(0);
            var answer = waiting.get(whole.path("id").asInt(0));
            if (answer != null) {
                answer.complete(whole);
            } else if (whole.has("method")) {
                events.accept(whole);
            }
        }
        from.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        waiting.values()
                .forEach(answer -> answer.completeExceptionally(new IllegalStateException("closed: " + reason)));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        waiting.values().forEach(answer -> answer.completeExceptionally(error));
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
    }
}
