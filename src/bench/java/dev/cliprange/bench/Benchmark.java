package dev.cliprange.bench;

import dev.cliprange.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures all contestants one after another, in several rounds, and writes a report. */
@Command(
        name = "src/bench/run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the server next to nginx and FFmpeg. Writes target/bench/benchmark.md and a chart.")
public final class Benchmark implements Callable<Integer> {

    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(90);
    /** A JVM is warm if its compilers use less than this share of one processor. */
    private static final double COMPILER_AT_REST = 0.05;

    private static final Path FOLDER = Path.of("target", "bench");

    @Option(names = "--quick", description = "One short round, to see that it works.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "Number of rounds (3, or 1 with --quick).")
    private Optional<Integer> rounds = Optional.empty();

    @Option(names = "--seconds", paramLabel = "N", description = "Length of each window (4, or 1 with --quick).")
    private Optional<Integer> seconds = Optional.empty();

    @Option(
            names = "--connections",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,8,64",
            description = "Numbers of client connections (${DEFAULT-VALUE}).")
    private List<Integer> connections = List.of();

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            defaultValue = "",
            description = "Only contestants with this in their name, such as '^http, 10 min: cliprange'.")
    private Pattern only = Pattern.compile("");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(FOLDER);
        // The server of the database ends with this JVM.
        TestPostgres postgres = TestPostgres.alone();
        try (Contest contest = Contest.setUp(FOLDER.toAbsolutePath(), postgres, only.asPredicate())) {
            List<Measurement> measurements = measurements(contest);
            warmUp(measurements);
            String before = loadAverage();
            for (int round = 1; round <= rounds(); round++) {
                measureAll(measurements, contest, round);
            }
            String conditions = "%d rounds of %d s; load average of the machine %s before, %s after"
                    .formatted(rounds(), seconds(), before, loadAverage());
            String report = new Report(measurements, contest.clipBytes(), conditions).markdown();
            Files.writeString(FOLDER.resolve("benchmark.md"), report);
            Files.writeString(FOLDER.resolve("benchmark.svg"), new SvgChart(measurements).svg());
            System.out.println(report);
        }
        return CommandLine.ExitCode.OK;
    }

    private int rounds() {
        return rounds.orElse(quick ? 1 : 3);
    }

    private int seconds() {
        return seconds.orElse(quick ? 1 : 4);
    }

    private List<Measurement> measurements(Contest contest) {
        var measurements = new ArrayList<Measurement>();
        for (Contestant contestant : contest.contestants()) {
            if (only.matcher(contestant.name()).find()) {
                connections.forEach(count -> measurements.add(new Measurement(contestant, count)));
            }
        }
        return measurements;
    }

    private void measureAll(List<Measurement> measurements, Contest contest, int round)
            throws IOException, InterruptedException {
        for (int count : connections) {
            for (Measurement measurement : measurements) {
                if (measurement.connections() == count) {
                    measure(measurement, contest, round);
                }
            }
        }
    }

    /**
     * Sends requests until each JVM has stopped compiling. The compilers count calls, and a request is one call of most methods.
     * The benchmark measures a server that has run for a while.
     */
    private void warmUp(List<Measurement> measurements) throws IOException, InterruptedException {
        for (Measurement measurement : measurements) {
            if (measurement.connections() == connections.getFirst()) {
                warmUp(measurement.contestant());
            }
        }
    }

    private void warmUp(Contestant contestant) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_WARM_UP.toNanos();
        int left = quick ? 1_000 : 8_000;
        boolean compiling = true;
        while ((left > 0 || compiling) && System.nanoTime() < deadline) {
            // Short requests are many calls. Whole clips are what is measured.
            Contestant.Run run = left > 0 ? contestant.warmUp() : contestant.run();
            Load.Result done = run.at(8, Duration.ZERO, Duration.ofSeconds(2));
            left = done.isNothing() ? 0 : left - done.firstByteNanos().size();
            compiling = !done.isNothing() && done.compilerShare() > COMPILER_AT_REST;
        }
    }

    private void measure(Measurement measurement, Contest contest, int round) throws IOException, InterruptedException {
        contest.storage().traffic();
        Load.Result result = measurement
                .contestant()
                .run()
                .at(measurement.connections(), Duration.ofMillis(700), Duration.ofSeconds(seconds()));
        measurement.add(result, contest.storage().traffic(), contest.clipBytes());
        System.out.printf(
                "round %d  %-55s %2d connections  %7.2f ms CPU  %6.0f clips/s  first byte %.1f / %.1f ms%n",
                round,
                measurement.contestant().name(),
                measurement.connections(),
                measurement.cpuMs(),
                measurement.clipsPerSecond(),
                measurement.firstByteMs(0.5),
                measurement.firstByteMs(0.99));
    }

    private static String loadAverage() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).replaceFirst("(?s) .*", "");
    }
}
