package dev.cliprange.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.ffmpeg.clip.FfmpegStream;
import dev.cliprange.ffmpeg.process.FfmpegInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A JVM that dies without a word, by SIGKILL, takes its FFmpeg processes along. */
class OrphanIT {

    private static final int EACH = 2;

    @Test
    void jvmKilled_whileProcessesWriteAndWait_leavesNone() throws Exception {
        try (FlakySource silent = new FlakySource(ToneSource.mp4(), new FlakySource.Mood.SilentFrom(2_000_000))) {
            Process jvm = victim(ToneSource.mp4().toString(), silent.address());
            List<Long> processes = new ArrayList<>();
            try (var lines = new BufferedReader(new InputStreamReader(jvm.getInputStream()))) {
                for (int i = 0; i < 2 * EACH; i++) {
                    processes.add(Long.parseLong(lines.readLine()));
                }
                assertThat(processes).allMatch(OrphanIT::lives);
                jvm.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
            }

            FfmpegHarness.await(() -> processes.stream().noneMatch(OrphanIT::lives), "orphans: " + processes);
        } finally {
            FfmpegHarness.await(() -> FfmpegHarness.children().isEmpty(), "children are left");
        }
    }

    private static Process victim(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dcliprange.test.bundled-ffmpeg=" + Boolean.getBoolean("cliprange.test.bundled-ffmpeg"),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Victim.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Not gone, and not only waiting for somebody to ask for its exit code. */
    private static boolean lives(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return false;
        }
    }

    /** The JVM to be killed: some clips that nobody reads, and some whose source has fallen silent. */
    static final class Victim {

        private Victim() {}

        public static void main(String[] arguments) throws InterruptedException {
            FfmpegHarness harness = new FfmpegHarness(FfmpegHarness.withTimes(
                    FfmpegHarness.settings(dev.cliprange.testing.TestFfmpeg.path()),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(3),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5)));
            FfmpegInput silent = new FfmpegInput(
                    arguments[1], FfmpegHarness.httpProtocols(), java.util.Map.of(), "mov", "h264", List.of("aac"));
            for (int i = 0; i < EACH; i++) {
                harness.open(Path.of(arguments[0]), 0, 30_000_000).block(FfmpegHarness.LIMIT);
                harness.engine
                        .open(FfmpegHarness.request(silent, 1_000_000, 29_000_000))
                        .flatMapMany(FfmpegStream::body)
                        .map(FfmpegHarness::releasedSize)
                        .subscribe(size -> {}, failure -> {});
            }
            FfmpegHarness.await(() -> harness.pool.snapshot().processes().size() == 2 * EACH, "not all started");
            harness.pool.snapshot().processes().forEach(process -> System.out.println(process.pid()));
            Thread.sleep(Duration.ofMinutes(10));
        }
    }
}
