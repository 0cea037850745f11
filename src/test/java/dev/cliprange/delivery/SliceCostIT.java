package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.LongSource;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.RawPlayer;
import dev.cliprange.testing.TestPostgres;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import tools.jackson.databind.JsonNode;

/** What a clip costs the storage: the same for sources of minutes and of hours, index and all. */
class SliceCostIT {

    private static final List<Duration> LENGTHS = Boolean.getBoolean("cliprange.full")
            ? List.of(Duration.ofMinutes(10), Duration.ofHours(2), Duration.ofHours(10))
            : List.of(Duration.ofMinutes(10), Duration.ofHours(2));
    private static final int CLIPS = Boolean.getBoolean("cliprange.full") ? 9 : 4;

    @Test
    void clip_ofTenSeconds_costsTheSameWhateverTheSourcesLength(TestReporter report) {
        TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
        Map<Duration, List<String>> clips = new LinkedHashMap<>();
        try (var registering = Origin.start(database, Origin.storage(), Map.of())) {
            LENGTHS.forEach(length -> clips.put(length, clips(registering, length)));
        }
        // Nothing but the database and the storage is left of what was read.
        try (var cold = Origin.start(database, Origin.storage(), Map.of())) {
            Map<Duration, List<Double>> firstBytes = new LinkedHashMap<>();
            // In turns, so that a busy moment of the machine meets all lengths alike.
            for (int clip = 0; clip < CLIPS; clip++) {
                for (Duration length : LENGTHS) {
                    Played played = play(cold, clips.get(length).get(clip));
                    assertThat(played.reads.requests())
                            .as("cold, clip %d of %s", clip, length)
                            .isBetween(2L, 3L);
                    assertThat(played.reads.bytes())
                            .as("cold, clip %d of %s, which has %d bytes", clip, length, played.servedBytes)
                            .isLessThanOrEqualTo((long) (played.servedBytes * 1.02) + 200_000);
                    firstBytes.computeIfAbsent(length, key -> new ArrayList<>()).add(played.firstByteMs);
                    report.publishEntry(length.toString(), "cold: " + played);
                }
            }
            for (Duration length : LENGTHS) {
                Played played = play(cold, clips.get(length).getFirst());
                assertThat(played.reads.requests()).as("warm, of %s", length).isEqualTo(1);
                assertThat(played.reads.bytes()).as("warm, of %s", length).isLessThanOrEqualTo(played.servedBytes);
                report.publishEntry(length.toString(), "warm: " + played);
            }
            report.publishEntry("time to first byte, cold, median", compared(firstBytes));
            assertNothingReadWithoutMedia(cold, clips.get(LENGTHS.getFirst()).getFirst());
        }
    }

    /** Of each length, and its ratio to the first one's: what the issue wants within 1.2. A figure, not a check. */
    private static String compared(Map<Duration, List<Double>> firstBytes) {
        double shortest = median(firstBytes.get(LENGTHS.getFirst()));
        return firstBytes.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%s %.1f ms (%.2f)",
                        entry.getKey(),
                        median(entry.getValue()),
                        median(entry.getValue()) / shortest))
                .collect(Collectors.joining(", "));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static void assertNothingReadWithoutMedia(Origin origin, String path) {
        OriginClient client = origin.client();
        String url = origin.base().resolve(path).toString();
        String tag = client.play(url, "Range", "bytes=0-0")
                .headers()
                .firstValue("etag")
                .orElseThrow();
        SliceMeters.Reads before = SliceMeters.reads(origin);

        var head = client.send(client.request(url)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).isNotEmpty();
        assertThat(client.play(url, "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(client.play(url, "Range", "bytes=999999999-").statusCode()).isEqualTo(416);
        // Of the header alone, which is made from the index.
        assertThat(client.play(url, "Range", "bytes=0-99").body()).hasSize(100);

        assertThat(SliceMeters.reads(origin)).isEqualTo(before);
    }

    /** Each in a minute of its own, so that none finds the index page of another in memory. */
    private static List<String> clips(Origin origin, Duration length) {
        JsonNode source = origin.source(LongSource.of(length));
        var minutes = new ArrayList<Integer>();
        for (int minute = 0; minute < length.toMinutes() - 1; minute += 1) {
            minutes.add(minute);
        }
        Collections.shuffle(minutes, new Random(2));
        return minutes.subList(0, Math.min(CLIPS, minutes.size())).stream()
                .map(minute -> origin.client().clip(source, minute * 60 + 41.24, minute * 60 + 51.24))
                .map(clip -> clip.path("streamUrl").asString())
                .map(url -> url.substring(url.indexOf("/videos")))
                .toList();
    }

    private record Played(int servedBytes, double firstByteMs, SliceMeters.Reads reads) {}

    private static Played play(Origin origin, String path) {
        SliceMeters.Reads before = SliceMeters.reads(origin);
        long start = System.nanoTime();
        try (var player = new RawPlayer(origin.base().resolve(path).toString())) {
            RawPlayer.Head head = player.head();
            double firstByteMs = (System.nanoTime() - start) / 1e6;
            assertThat(head.status()).isEqualTo(200);
            RawPlayer.Body body = player.body(head);
            assertThat(body.complete()).isTrue();
            return new Played(body.bytes().length, firstByteMs, settled(origin, before, body.bytes().length));
        }
    }

    /** A read is counted when it has ended, which may be a moment after the client has its last byte. */
    private static SliceMeters.Reads settled(Origin origin, SliceMeters.Reads before, int served) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> SliceMeters.reads(origin).since(before).bytes() > served * 0.5);
        return SliceMeters.reads(origin).since(before);
    }
}
