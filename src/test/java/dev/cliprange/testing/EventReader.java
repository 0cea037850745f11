package dev.cliprange.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application that follows the change feed, from when it is made until it is closed. */
public final class EventReader implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final HttpClient http;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final InputStream body;

    private EventReader(HttpClient http, InputStream body) {
        this.http = http;
        this.body = body;
    }

    /** One event as it came. */
    public record Event(long id, String type, JsonNode data) {}

    /** Returns when the feed has begun. @param lastEventId where to go on; empty: now */
    public static EventReader of(Origin origin, String lastEventId) {
        return open(
                origin,
                Origin.API_KEY,
                lastEventId.isEmpty() ? new String[0] : new String[] {"Last-Event-ID", lastEventId});
    }

    /** The feed from now on, requested with these headers. */
    public static EventReader with(Origin origin, String key, String... headers) {
        return open(origin, key, headers);
    }

    private static EventReader open(Origin origin, String key, String[] headers) {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(origin.base().resolve("/api/events")).header("Authorization", "Bearer " + key);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                throw new AssertionError("status: " + response.statusCode() + " (expected: 200)");
            }
            var reader = new EventReader(http, response.body());
            Thread.startVirtualThread(reader::read);
            if (!reader.begun.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the feed has not begun");
            }
            return reader;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What came so far. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** The first event of a type, once it is here. */
    public Event await(String type) {
        return await(type, 1);
    }

    /** The n-th event of a type, once it is here. */
    public Event await(String type, int number) {
        return awaitAll(type, number).get(number - 1);
    }

    private List<Event> awaitAll(String type, int number) {
        return Awaitility.await("%d of %s".formatted(number, type))
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> events.stream()
                                .filter(event -> event.type().equals(type))
                                .toList(),
                        found -> found.size() >= number);
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            long id = 0;
            String type = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id:")) {
                    id = Long.parseLong(line.substring(3).strip());
                } else if (line.startsWith("event:")) {
                    type = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data = line.substring(5).strip();
                } else if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        events.add(new Event(id, type, JSON.readTree(data)));
                    }
                    begun.countDown();
                    data = "";
                }
            }
        } catch (IOException e) {
            // Closed, here or there.
        } finally {
            ended.countDown();
        }
    }

    /** Waits until the server has ended the feed. */
    public void awaitEnd() throws InterruptedException {
        if (!ended.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the feed has not ended");
        }
    }

    /** Leaves. */
    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            http.shutdownNow();
        }
    }
}
