package dev.cliprange.bench;

import dev.cliprange.testing.LongSource;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Measures cut operations: a partition of ten thousand clips, and splits in it. The server runs in its own JVM. */
@Command(
        name = "src/bench/cuts",
        mixinStandardHelpOptions = true,
        description = "Measures a partition of ten thousand clips, and twenty splits in it.")
public final class CutBenchmark implements Callable<Integer> {

    private static final int CLIPS = 10_000;
    private static final Duration LENGTH = Duration.ofMinutes(7);

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ROUNDS",
            defaultValue = "6",
            description = "Number of rounds (${DEFAULT-VALUE}).")
    private int rounds;

    @Parameters(
            index = "1..*",
            paramLabel = "JVM-OPTION",
            description = "Options of the server's JVM. By default they are those of the image.")
    private List<String> jvmOptions = List.of();

    public static void main(String[] arguments) {
        var command = new CommandLine(new CutBenchmark());
        // JVM options begin with a hyphen too.
        command.setStopAtPositional(true);
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() {
        try (OriginProcess origin = OriginProcess.ready(Map.of(), jvm())) {
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
        return CommandLine.ExitCode.OK;
    }

    private static JsonNode lastClip(OriginClient client, String path) {
        JsonNode page = client.get(path + "/clips?limit=500").expect(200);
        while (!page.path("next").isNull()) {
            page = client.get(
                            path + "/clips?limit=500&after=" + page.path("next").asString())
                    .expect(200);
        }
        return page.path("items").get(page.path("items").size() - 1);
    }

    /** Tests give their servers less heap and no optimising compiler. */
    private String[] jvm() {
        List<String> options = jvmOptions.isEmpty()
                ? List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmx160m", "-XX:MaxDirectMemorySize=96m")
                : jvmOptions;
        return Stream.concat(Stream.of("-XX:TieredStopAtLevel=4"), options.stream())
                .toArray(String[]::new);
    }

    private static double milliseconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e6;
    }
}
