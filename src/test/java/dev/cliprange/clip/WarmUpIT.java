package dev.cliprange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.EventReader;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.JsonNode;

/** Warming up a CDN, here a web server that counts; and the way from one clip to the next. */
class WarmUpIT {

    @Test
    void warm_clips_areReadFromTheCdnFewAtATime_andTheFeedTellsHowFar() {
        var asked = new ConcurrentLinkedQueue<String>();
        var running = new AtomicInteger();
        var count = new AtomicInteger();
        var most = new AtomicInteger();
        DisposableServer cdn = HttpServer.create()
                .host("localhost")
                .port(0)
                .handle((request, response) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    asked.add(request.uri());
                    return response.status(count.incrementAndGet() == 3 ? 502 : 200)
                            .header("Content-Length", "1000")
                            .sendByteArray(Mono.delay(Duration.ofMillis(20)).map(tick -> {
                                running.decrementAndGet();
                                return new byte[1000];
                            }));
                })
                .bindNow();
        try (Origin origin = Origin.start(Map.of(
                        "cliprange.cdn.base-url",
                        "http://localhost:" + cdn.port(),
                        "cliprange.cdn.warm-up-concurrency",
                        2));
                EventReader events = EventReader.of(origin, "")) {
            OriginClient client = origin.client();
            JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
            JsonNode clips = client.post(
                            "/api/sources/" + source.path("id").asString() + "/clips:partition",
                            Map.of("cuts", List.of(0.5, 1, 1.5, 2, 2.5, 3, 3.5)))
                    .expect(200)
                    .path("clips");
            List<String> ids = new ArrayList<>();
            clips.forEach(clip -> ids.add(clip.path("id").asString()));
            ids.add(UUID.randomUUID().toString());
            ids.add(ids.getFirst());

            JsonNode warmUp =
                    client.post("/api/clips:warm", Map.of("clipIds", ids)).expect(202);

            JsonNode end = Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(
                            () -> events.events().stream()
                                    .map(EventReader.Event::data)
                                    .filter(data -> data.path("finished").asBoolean(false))
                                    .findFirst()
                                    .orElse(warmUp),
                            found -> found.has("finished"));
            assertThat(end.path("type").asString()).isEqualTo("warm-up-progress");
            assertThat(end.path("warmUpId")).isEqualTo(warmUp.path("id"));
            assertThat(end.path("total").asInt())
                    .isEqualTo(9)
                    .isEqualTo(warmUp.path("total").asInt());
            assertThat(end.path("done").asInt()).isEqualTo(7);
            assertThat(end.path("failed").asInt()).isEqualTo(2);
            assertThat(end.path("bytes").asInt()).isEqualTo(7000);
            assertThat(most.get()).isLessThanOrEqualTo(2);
            assertThat(asked)
                    .hasSize(8)
                    .allMatch(path -> path.matches("/videos/clips/[0-9a-f-]{36}/stream/[a-z2-7]{16}"));
            for (Object wish : new Object[] {
                Map.of(), Map.of("clipIds", List.of()), Map.of("clipIds", List.of("x")), Map.of("clipIds", 1)
            }) {
                assertThat(client.post("/api/clips:warm", wish).status()).isEqualTo(400);
            }
        } finally {
            cdn.disposeNow();
        }
    }

    @Test
    void warm_withoutACdn_saysSo() {
        OriginClient.Answer answer = Origin.shared()
                .client()
                .post(
                        "/api/clips:warm",
                        Map.of("clipIds", List.of(UUID.randomUUID().toString())));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body().path("code").asString()).isEqualTo("warm-up-off");
    }

    @Test
    void stream_ofAClip_namesTheNextOne() {
        Origin origin = Origin.shared();
        OriginClient client = origin.client();
        JsonNode source = origin.source(MediaMatrix.entry("avc-60").file());
        String path = "/api/sources/" + source.path("id").asString();
        JsonNode clips = client.post(path + "/clips:partition", Map.of("cuts", List.of(1, 2)))
                .expect(200)
                .path("clips");

        HttpResponse<byte[]> first = client.play(clips.get(0).path("streamUrl").asString());
        String link = first.headers().firstValue("Link").orElse("");

        assertThat(link).isEqualTo("</videos/clips/" + clips.get(1).path("id").asString() + "/stream>; rel=\"next\"");
        assertThat(client.play(origin.base() + link.substring(1, link.indexOf('>')))
                        .headers()
                        .firstValue("Location"))
                .hasValue(URI.create(clips.get(1).path("streamUrl").asString()).getRawPath());
        assertThat(client.play(clips.get(2).path("streamUrl").asString())
                        .headers()
                        .firstValue("Link"))
                .isEmpty();
        client.delete(path).expect(204);
    }
}
