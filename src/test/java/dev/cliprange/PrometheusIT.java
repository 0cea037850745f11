package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.FaultyProxy;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.HostProgram;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.Prometheus;
import dev.cliprange.testing.RawPlayer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A real Prometheus watches a server under load: the dashboard's queries and the alerts are about what is really there. */
class PrometheusIT {

    /** All that happens in this class, however slow the machine is. */
    private static final int WHOLE_SECONDS = 600;

    private static final int RATE_SECONDS = 30;
    private static final Duration SOON = Duration.ofSeconds(30);

    private static FaultyProxy toStorage;
    private static Origin origin;
    private static Prometheus prometheus;

    @BeforeAll
    static void start() {
        HostProgram.onPath("prometheus");
        URI storage = Origin.storage().endpoint();
        toStorage = new FaultyProxy(storage.getPort());
        origin = Origin.start(Map.of(
                "cliprange.limits.requests-per-second", 40,
                "cliprange.ffmpeg.max-processes", 1,
                "cliprange.ffmpeg.queue-length", 1,
                "cliprange.storage.endpoint", toStorage.through(storage),
                "cliprange.storage.retries", 2));
        prometheus = Prometheus.watch(origin.managementBase());
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (origin != null) {
            origin.close();
            toStorage.close();
        }
    }

    @Test
    void panels_underLoad_allShowSomething() {
        String clip = load();

        // Two scrapes make a rate.
        await().atMost(SOON).untilAsserted(() -> assertThat(emptyPanels()).isEmpty());
        // What a series begins with is no increase: only from now on there is something to compare.
        await().atMost(SOON).untilAsserted(() -> {
            origin.client().play(clip);
            assertThat(value("Amplification")).isBetween(0.5, 3.0);
        });
    }

    @Test
    void rules_areLoaded_andEachCanBeAsked() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(prometheus.rules())
                        .hasSizeGreaterThan(5)
                        .allSatisfy(rule ->
                                assertThat(rule.path("health").asString()).isEqualTo("ok")));
    }

    @Test
    void promtool_findsConfigurationRulesAndTheirTestsRight() {
        HostProgram promtool = HostProgram.onPath("promtool");
        Path folder = Path.of("src", "ops", "prometheus");

        for (String[] call : List.of(
                new String[] {
                    "check", "config", folder.resolve("prometheus.yml").toString()
                },
                new String[] {"check", "rules", folder.resolve("rules.yml").toString()},
                new String[] {"test", "rules", folder.resolve("rules-test.yml").toString()})) {
            HostProgram.Run run = promtool.run(call);
            assertThat(run.exitCode()).as(run.output()).isZero();
        }
    }

    /**
     * Everything the dashboard tells apart: both engines, hits and misses, refusals, failures, broken streams.
     *
     * @return the address of a clip that plays
     */
    private static String load() {
        OriginClient client = origin.client();
        JsonNode sliced = origin.source(HeavySource.file());
        JsonNode piped = origin.source(MediaMatrix.entry("mkv-avc").file());
        String whole = client.clip(sliced, 0, 6).path("streamUrl").asString();
        String unread = client.clip(sliced, 6, 12).path("streamUrl").asString();
        List<String> pipes = IntStream.range(0, 4)
                .mapToObj(i -> client.clip(piped, i, i + 1).path("streamUrl").asString())
                .toList();
        assertThat(client.play(whole).statusCode()).isEqualTo(200);
        Concurrently.all(pipes, pipe -> client.play(pipe).statusCode());
        Concurrently.all(IntStream.range(0, 100).boxed().toList(), i -> client.play(whole, "Range", "bytes=0-9"));

        pause();
        try (var player = new RawPlayer(whole)) {
            RawPlayer.Head head = player.head();
            toStorage.cutAfter(300_000);
            assertThat(player.body(head).complete()).isFalse();
        }
        assertThat(client.play(unread).statusCode()).isGreaterThanOrEqualTo(500);
        toStorage.mend();
        assertThat(client.play(unread).statusCode()).isEqualTo(200);
        return whole;
    }

    /** Until the client's second is over: it has asked too often. */
    private static void pause() {
        OriginClient client = origin.client();
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> client.get("/videos/none").status() == 404);
    }

    private static List<String> emptyPanels() {
        return Dashboard.queries().stream()
                .filter(query ->
                        prometheus.values(query.over(WHOLE_SECONDS)).stream().noneMatch(Double::isFinite))
                .map(query -> query.panel() + ": " + query.expression())
                .toList();
    }

    private static double value(String panel) {
        return Dashboard.queries().stream()
                .filter(query -> query.panel().equals(panel))
                .flatMap(query -> prometheus.values(query.over(RATE_SECONDS)).stream())
                .findFirst()
                .orElseThrow();
    }
}
