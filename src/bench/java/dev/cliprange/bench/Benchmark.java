package dev.cliprange.bench;

import dev.cliprange.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Measures all contestants in turn, several rounds of them, and writes what came out. */
public final class Benchmark {

    private static final List<Integer> CONNECTIONS = List.of(1, 8, 64);
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(90);
    /** Of one processor. */
    private static final double AT_REST = 0.05;
    private static final Path FOLDER = Path.of("target", "bench");

    private Benchmark() {}

    /**
     * What the command line may set.
     *
     * @param seconds of each window
     * @param warmUp short requests to each server in a JVM before anything is measured
     * @param only contestants whose name this finds
     */
    private record Options(int rounds, int seconds, int warmUp, Pattern only, List<Integer> connections) {

        static Options of(String[] arguments) {
            var options = new Options(3, 4, 8_000, Pattern.compile(""), CONNECTIONS);
            for (int i = 0; i < arguments.length; i++) {
                options = switch (arguments[i]) {
                    case "--quick" -> new Options(1, 1, 1_000, options.only, options.connections);
                    case "--rounds" ->
                        new Options(Integer.parseInt(arguments[++i]), options.seconds, options.warmUp, options.only, options.connections);
                    case "--seconds" ->
                        new Options(options.rounds, Integer.parseInt(arguments[++i]), options.warmUp, options.only, options.connections);
                    case "--only" ->
                        new Options(
                                options.rounds, options.seconds, options.warmUp, Pattern.compile(arguments[++i]), options.connections);
                    case "--connections" ->
                        new Options(
                                options.rounds, options.seconds, options.warmUp, options.only, List.of(Integer.valueOf(arguments[++i])));
                    default -> throw new IllegalArgumentException(arguments[i]);
                };
            }
            return options;
        }
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments);
        Files.createDirectories(FOLDER);
        // It ends with this JVM.
        TestPostgres postgres = TestPostgres.alone();
        try (Field field = Field.setUp(FOLDER.toAbsolutePath(), postgres, options.only().asPredicate())) {
            var cells = new ArrayList<Cell>();
            for (Contestant contestant : field.contestants()) {
                if (options.only().matcher(contestant.name()).find()) {
                    options.connections().forEach(connections -> cells.add(new Cell(contestant, connections)));
                }
            }
            warmUp(cells, options);
            String before = loadAverage();
            for (int round = 1; round <= options.rounds(); round++) {
                for (int connections : options.connections()) {
                    for (Cell cell : cells) {
                        if (cell.connections() == connections) {
                            measure(cell, field, options, round);
                        }
                    }
                }
            }
            var report = new Report(
                    cells,
                    field.clipBytes(),
                    options.rounds() + " rounds of " + options.seconds() + " s; load average of the machine " + before
                            + " before, " + loadAverage() + " after");
            Files.writeString(FOLDER.resolve("benchmark.md"), report.markdown());
            Files.writeString(FOLDER.resolve("benchmark.svg"), new Picture(cells).svg());
            System.out.println(report.markdown());
        }
        System.exit(0);
    }

    /**
     * Lets the compilers of each JVM come to rest: they count calls, and a request is one call of most of what it runs. What
     * is measured is a server that has run for a while.
     */
    private static void warmUp(List<Cell> cells, Options options) throws IOException, InterruptedException {
        for (Cell cell : cells) {
            if (cell.connections() == options.connections().getFirst()) {
                long deadline = System.nanoTime() + LONGEST_WARM_UP.toNanos();
                int left = options.warmUp();
                boolean compiling = true;
                while ((left > 0 || compiling) && System.nanoTime() < deadline) {
                    // Beginnings are many calls, whole clips what will be measured.
                    Contestant contestant = cell.contestant();
                    Contestant.Run run = left > 0 ? contestant.warmUp() : contestant.run();
                    Load.Result done = run.at(8, Duration.ZERO, Duration.ofSeconds(2));
                    left = done == Load.NOTHING ? 0 : left - done.firstByteNanos().size();
                    compiling = done != Load.NOTHING && done.compilerShare() > AT_REST;
                }
            }
        }
    }

    private static void measure(Cell cell, Field field, Options options, int round)
            throws IOException, InterruptedException {
        field.storage().traffic();
        Duration window = Duration.ofSeconds(options.seconds());
        Load.Result result =
                cell.contestant().run().at(cell.connections(), Duration.ofMillis(700), window);
        cell.add(result, field.storage().traffic(), field.clipBytes());
        System.out.printf(
                "round %d  %-55s %2d connections  %7.2f ms CPU  %6.0f clips/s  first byte %.1f / %.1f ms%n",
                round,
                cell.contestant().name(),
                cell.connections(),
                cell.cpuMs(),
                cell.clipsPerSecond(),
                cell.firstByteMs(0.5),
                cell.firstByteMs(0.99));
    }

    private static String loadAverage() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }
}
