package dev.cliprange.bench;

import dev.cliprange.testing.LongSource;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What cutting costs: a partition of ten thousand clips, and one split among them. The server has a JVM of its own. */
public final class CutBenchmark {

    private static final int CLIPS = 10_000;
    private static final Duration LENGTH = Duration.ofMinutes(7);

    private CutBenchmark() {}

    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6;
        try (OriginProcess origin = OriginProcess.ready(Map.of(), jvm(arguments))) {
            OriginClient client = origin.client();
            Origin.storage().put("long.mp4", LongSource.of(LENGTH));
            JsonNode source = client.readySource("s3://" + Origin.storage().bucket() + "/long.mp4");
            String path = "/api/sources/" + source.path("id").asString();
            List<Map<String, Integer>> cuts = IntStream.range(1, CLIPS)
                    .mapToObj(frame -> Map.of("frame", frame))
                    .toList();
            for (int round = 0; round < rounds; round++) {
                long begun = System.nanoTime();
                client.post(path + "/clips:partition", Map.of("cuts", cuts)).expect(200);
                double partition = milliseconds(begun);
                String last = "/api/clips/" + lastClip(client, path).path("id").asString();
                var splits = new ArrayList<Double>();
                for (int i = 0; i < 20; i++) {
                    begun = System.nanoTime();
                    client.post(last + "/split", Map.of("at", Map.of("frame", CLIPS + 20 - i)))
                            .expect(200);
                    splits.add(milliseconds(begun));
                }
                List<Double> sorted = splits.stream().sorted().toList();
                System.out.printf(
                        Locale.ROOT,
                        "partition of %d clips: %.0f ms; split: first %.1f, median %.1f, slowest %.1f ms%n",
                        CLIPS,
                        partition,
                        splits.getFirst(),
                        sorted.get(sorted.size() / 2),
                        sorted.getLast());
            }
        }
        System.exit(0);
    }

    private static JsonNode lastClip(OriginClient client, String path) {
        JsonNode page = client.get(path + "/clips?limit=500").expect(200);
        while (!page.path("next").isNull()) {
            page = client.get(path + "/clips?limit=500&after="
                            + page.path("next").asString())
                    .expect(200);
        }
        return page.path("items").get(page.path("items").size() - 1);
    }

    /** As much heap and compilation as a server has, unlike what tests give theirs. */
    private static String[] jvm(String... arguments) {
        Stream<String> options = arguments.length > 1
                ? Arrays.stream(arguments).skip(1)
                : Stream.of("-XX:+UseSerialGC", "-Xms64m", "-Xmx160m", "-XX:MaxDirectMemorySize=96m");
        return Stream.concat(Stream.of("-XX:TieredStopAtLevel=4"), options).toArray(String[]::new);
    }

    private static double milliseconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e6;
    }
}
