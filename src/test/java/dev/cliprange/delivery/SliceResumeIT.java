package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.FaultyProxy;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.NettyLeaks;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.RawPlayer;
import dev.cliprange.testing.TestPostgres;
import dev.cliprange.testing.TestS3;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A storage that breaks and changes under running streams: players get the clip's bytes, or an end they notice. */
@ExtendWith(NettyLeaks.class)
class SliceResumeIT {

    private static final int CLIPS = Boolean.getBoolean("cliprange.full") ? 1_000 : 60;
    private static final int AT_ONCE = 6;
    private static final int LONGEST_CONNECTION_BYTES = 500_000;

    private static FaultyProxy cable;
    private static Origin origin;
    private static OriginClient client;

    @BeforeAll
    static void start() {
        TestS3 storage = Origin.storage();
        cable = new FaultyProxy(storage.endpoint().getPort());
        origin = Origin.start(
                TestPostgres.shared().createMigratedDatabase(),
                storage,
                Map.of(
                        "cliprange.storage.endpoint",
                        cable.through(storage.endpoint()),
                        "cliprange.storage.retry-backoff",
                        "5ms",
                        // A cut in the first bytes counts as a failed attempt, and here many follow on one another.
                        "cliprange.storage.retries",
                        12));
        client = origin.client();
    }

    @AfterEach
    void repair() {
        cable.resetRandomly(Integer.MAX_VALUE);
    }

    @AfterAll
    static void stop() {
        origin.close();
        cable.close();
    }

    @Test
    void stream_whileTheStoragesConnectionsBreakAnywhere_isTheClipByteForByte(TestReporter report) {
        JsonNode source = origin.source(HeavySource.beginning());
        Map<String, byte[]> clips = new LinkedHashMap<>();
        for (int clip = 0; clip < 6; clip++) {
            double start = clip * 0.6 + 0.2;
            String url =
                    client.clip(source, start, start + 0.35).path("streamUrl").asString();
            clips.put(url, client.play(url).body());
        }
        assertThat(clips.values()).allSatisfy(bytes -> assertThat(bytes).hasSizeGreaterThan(1_000_000));
        List<String> urls = List.copyOf(clips.keySet());

        cable.resetRandomly(LONGEST_CONNECTION_BYTES);
        SliceMeters.Reads before = SliceMeters.reads(origin);
        List<Integer> runners = IntStream.range(0, AT_ONCE).boxed().toList();
        Map<Boolean, Long> same = Concurrently.all(
                        runners,
                        runner -> IntStream.range(0, CLIPS / AT_ONCE + 1)
                                .mapToObj(round -> urls.get((runner + round) % urls.size()))
                                .map(url -> {
                                    HttpResponse<byte[]> response = client.play(url);
                                    return response.statusCode() == 200
                                            && Arrays.equals(response.body(), clips.get(url));
                                })
                                .toList())
                .stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(it -> it, Collectors.counting()));

        SliceMeters.Reads reads = SliceMeters.reads(origin).since(before);
        report.publishEntry(
                "figures", same + " clips identical, " + reads.resumes() + " resumes, " + cable.resets() + " breaks");
        assertThat(same).containsOnlyKeys(true);
        assertThat(reads.resumes()).isGreaterThan(CLIPS);
    }

    @Test
    void stream_ofAnObjectThatIsReplacedMeanwhile_isNeverMixed() throws Exception {
        byte[] old = Files.readAllBytes(HeavySource.beginning());
        byte[] other = old.clone();
        // The same headers, so that nothing but the revision tells them apart.
        new Random(4).nextBytes(other);
        for (int round = 0; round < (Boolean.getBoolean("cliprange.full") ? 20 : 3); round++) {
            String key = "replaced-" + round + ".mp4";
            Origin.storage().put(key, old);
            JsonNode source = client.readySource("s3://" + Origin.storage().bucket() + "/" + key);
            String url = client.clip(source, 0.3, 2.6).path("streamUrl").asString();
            byte[] whole = client.play(url).body();
            try (var player = new RawPlayer(url)) {
                RawPlayer.Head head = player.head();
                Origin.storage().put(key, other);
                cable.resetRandomly(LONGEST_CONNECTION_BYTES);

                RawPlayer.Body body = player.body(head);

                assertThat(head.status()).isEqualTo(200);
                assertThat(body.complete()).isFalse();
                assertThat(body.bytes()).isEqualTo(Arrays.copyOf(whole, body.bytes().length));
            }
            cable.resetRandomly(Integer.MAX_VALUE);
            assertThat(client.play(url).statusCode()).isIn(409, 410);
            client.delete("/api/sources/" + source.path("id").asString()).expect(204);
        }
    }
}
