package dev.cliprange.bench;

import static org.awaitility.Awaitility.await;

import dev.cliprange.slice.rendition.Rung;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.TestFfmpeg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures jobs that are divided into parts, as ratios within one run: the ladder of one file with two workers beside one, its
 * processor time beside one FFmpeg that encodes the whole file, and the first byte of streams beside an idle machine. And
 * the times until a cancelled job leaves nothing, and until a killed worker is replaced.
 */
@Command(
        name = "src/bench/jobs",
        mixinStandardHelpOptions = true,
        description = "Measures a ladder with one and two workers, cancelling it, and replacing a killed worker.")
public final class JobBenchmark implements Callable<Integer> {

    private static final Path FOLDER = Path.of("target", "bench");
    private static final int STREAMS = 40;
    private static final Duration SOON = Duration.ofMinutes(2);

    @Option(
            names = "--seconds",
            defaultValue = "240",
            description = "Length of the source (${DEFAULT-VALUE}). A part of the job is about a minute.")
    private int seconds;

    @Option(names = "--height", defaultValue = "720", description = "Height of the source (${DEFAULT-VALUE}).")
    private int height;

    @Option(
            names = "--ladder",
            split = ",",
            defaultValue = "480p,360p",
            description = "Qualities, smaller than the source (${DEFAULT-VALUE}).")
    private List<String> ladder = List.of();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new JobBenchmark()).execute(arguments));
    }

    /** @param encodersMs the part of {@code cpuMs} that is of FFmpeg */
    private record Run(double wallMs, double cpuMs, double encodersMs) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path file = source();
        double plainCpuMs = plain(file);
        try (JobServers servers = new JobServers(file, ladder)) {
            Run one = ladder(servers, 1);
            Run two = ladder(servers, 2);
            System.out.printf(
                    Locale.ROOT,
                    "ladder %s of %d s: %.1f s with one worker, %.1f s with two: ratio %.2f (aim: 0.6)%n",
                    ladder,
                    seconds,
                    one.wallMs / 1e3,
                    two.wallMs / 1e3,
                    two.wallMs / one.wallMs);
            System.out.printf(
                    Locale.ROOT,
                    "processor time: %.1f s for the ladder, of which FFmpeg %.1f s; %.1f s for one FFmpeg: ratio %.2f, FFmpeg"
                            + " alone %.2f (aim: 1.1)%n",
                    one.cpuMs / 1e3,
                    one.encodersMs / 1e3,
                    plainCpuMs / 1e3,
                    one.cpuMs / plainCpuMs,
                    one.encodersMs / plainCpuMs);
            firstBytes(servers);
            cancel(servers);
            takeover(servers);
        }
        return CommandLine.ExitCode.OK;
    }

    /** Pictures with motion and some noise, and a keyframe every two seconds. */
    private Path source() throws IOException, InterruptedException {
        Path file = Files.createDirectories(FOLDER).resolve("jobs-" + height + "-" + seconds + ".mp4");
        if (!Files.exists(file)) {
            Path part = Path.of(file + ".part");
            String input = "testsrc2=size=" + 2 * (height * 8 / 9) + "x" + height + ":rate=30:duration=" + seconds
                    + ",noise=alls=6:allf=t";
            run(List.of(
                    "-f",
                    "lavfi",
                    "-i",
                    input,
                    "-c:v",
                    "libx264",
                    "-preset",
                    "veryfast",
                    "-bf",
                    "2",
                    "-g",
                    "60",
                    "-sc_threshold",
                    "0",
                    "-b:v",
                    "4M",
                    "-pix_fmt",
                    "yuv420p",
                    "-f",
                    "mp4",
                    part.toString()));
            Files.move(part, file);
        }
        return file;
    }

    /** The processor time of one FFmpeg that encodes the same qualities of the whole file with the same settings. */
    private double plain(Path file) throws IOException, InterruptedException {
        List<Rung> rungs =
                ladder.stream().map(name -> Rung.named(name).orElseThrow()).toList();
        String copies =
                IntStream.range(0, rungs.size()).mapToObj(i -> "[s" + i + "]").collect(Collectors.joining());
        String scaled = IntStream.range(0, rungs.size())
                .mapToObj(i -> "[s" + i + "]scale=-2:" + rungs.get(i).shortSide()
                        + ":flags=bicubic+accurate_rnd+full_chroma_int,format=yuv420p[v" + i + "]")
                .collect(Collectors.joining(";"));
        var arguments =
                new ArrayList<>(List.of("-threads", "1", "-filter_complex_threads", "1", "-i", file.toString()));
        arguments.addAll(List.of("-filter_complex", "[0:v]split=" + rungs.size() + copies + ";" + scaled));
        for (int i = 0; i < rungs.size(); i++) {
            Rung rung = rungs.get(i);
            arguments.addAll(List.of("-map", "[v" + i + "]", "-maxrate:v:" + i, "" + rung.mostBitsPerSecond()));
            arguments.addAll(List.of("-bufsize:v:" + i, "" + rung.bufferBits()));
        }
        arguments.addAll(List.of("-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-profile:v", "high"));
        arguments.addAll(List.of("-threads:v", "1", "-g", "60", "-sc_threshold", "0", "-f", "mp4"));
        arguments.add(FOLDER.resolve("plain.mp4").toString());
        long before = Usage.cpuMsOfEndedChildren();
        run(arguments);
        return Usage.cpuMsOfEndedChildren() - before;
    }

    private static void run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(TestFfmpeg.ofServer().toString(), "-nostdin", "-loglevel", "error", "-y"),
                        arguments.stream())
                .toList();
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IllegalStateException("FFmpeg failed: " + code);
        }
    }

    /** From the request to the state {@code completed}, with workers that wait for it. */
    private static Run ladder(JobServers servers, int count) {
        List<OriginProcess> workers = workers(servers, count, 1);
        try {
            List<Long> pids = workers.stream().map(OriginProcess::pid).toList();
            final long cpuMs = Usage.of(pids).cpuMs();
            final long encodersMs = encodersMs(pids);
            long begun = System.nanoTime();
            servers.awaitCompleted(servers.open());
            return new Run(elapsedMs(begun), Usage.of(pids).cpuMs() - cpuMs, encodersMs(pids) - encodersMs);
        } finally {
            workers.forEach(OriginProcess::close);
        }
    }

    private static long encodersMs(List<Long> pids) {
        return pids.stream().mapToLong(Usage::cpuMsOfEndedChildren).sum();
    }

    private static List<OriginProcess> workers(JobServers servers, int count, int concurrency) {
        return Stream.generate(() -> servers.worker(concurrency)).limit(count).toList();
    }

    private void firstBytes(JobServers servers) {
        // Whole frames, because clips of one cut list do not overlap.
        double lengthSeconds = Math.floor(30.0 * seconds / STREAMS) / 30;
        List<String> clips = IntStream.range(0, STREAMS)
                .mapToObj(i -> servers.client()
                        .clip(servers.source(), i * lengthSeconds, (i + 1) * lengthSeconds)
                        .path("streamUrl")
                        .asString())
                .toList();
        firstByteMs(servers.client(), clips);
        double idleMs = firstByteMs(servers.client(), clips);
        List<OriginProcess> workers = workers(servers, 2, 1);
        try {
            String job = servers.open();
            awaitEncoders(workers);
            double busyMs = firstByteMs(servers.client(), clips);
            long running =
                    workers.stream().filter(it -> !it.ffmpegs().isEmpty()).count();
            servers.cancel(job);
            System.out.printf(
                    Locale.ROOT,
                    "first byte of a stream: %.1f ms idle, %.1f ms while %d workers encode: ratio %.2f (aim: 1.5)%n",
                    idleMs,
                    busyMs,
                    running,
                    busyMs / idleMs);
        } finally {
            workers.forEach(OriginProcess::close);
        }
    }

    /** The median of several rounds. */
    private static double firstByteMs(OriginClient client, List<String> urls) {
        List<Double> all = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (String url : urls) {
                long begun = System.nanoTime();
                client.play(url, "Range", "bytes=0-0");
                all.add(elapsedMs(begun));
            }
        }
        List<Double> sorted = all.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static void cancel(JobServers servers) {
        List<OriginProcess> workers = workers(servers, 2, 1);
        try {
            String job = servers.open();
            awaitEncoders(workers);
            List<ProcessHandle> encoders = workers.stream()
                    .flatMap(worker -> worker.ffmpegs().stream())
                    .toList();
            long begun = System.nanoTime();
            servers.cancel(job);
            double answeredMs = elapsedMs(begun);
            awaitSoon(() -> encoders.stream().allMatch(OriginProcess::isGone));
            double goneMs = elapsedMs(begun);
            awaitSoon(() -> !servers.hasObjects(job));
            System.out.printf(
                    Locale.ROOT,
                    "cancel with %d encoders: answered after %.0f ms, processes gone after %.0f ms, objects gone after %.0f ms"
                            + " (aim: 2000)%n",
                    encoders.size(),
                    answeredMs,
                    goneMs,
                    elapsedMs(begun));
        } finally {
            workers.forEach(OriginProcess::close);
        }
    }

    /** The other worker has room for every part, so the time is that until it finds the dead one. */
    private static void takeover(JobServers servers) {
        try (OriginProcess killed = servers.worker(1)) {
            String job = servers.open();
            awaitSoon(() -> !killed.ffmpegs().isEmpty());
            try (OriginProcess other = servers.worker(8)) {
                awaitSoon(() -> !other.ffmpegs().isEmpty() && !killed.ffmpegs().isEmpty());
                long begun = System.nanoTime();
                killed.kill();
                awaitSoon(() -> servers.parts(job, "attempts > 1") > 0);
                System.out.printf(Locale.ROOT, "takeover after SIGKILL: %.1f s (aim: 30)%n", elapsedMs(begun) / 1e3);
                servers.cancel(job);
            }
        }
    }

    private static void awaitEncoders(List<OriginProcess> workers) {
        awaitSoon(() -> workers.stream().noneMatch(worker -> worker.ffmpegs().isEmpty()));
    }

    private static void awaitSoon(Callable<Boolean> condition) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(condition);
    }

    private static double elapsedMs(long begunNanos) {
        return (System.nanoTime() - begunNanos) / 1e6;
    }
}
