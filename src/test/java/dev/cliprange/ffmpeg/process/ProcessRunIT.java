package dev.cliprange.ffmpeg.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.FfmpegHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Runs of a shell script on a pool with one permit. */
class ProcessRunIT {

    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private FfmpegHarness harness;
    private final AtomicReference<List<Integer>> atSignal = new AtomicReference<>(List.of());

    @BeforeEach
    void pool() throws IOException {
        harness = FfmpegHarness.script(
                folder, "exit 0", old -> FfmpegHarness.withPool(old, 1, 4, Duration.ofSeconds(30)));
    }

    @AfterEach
    void noProcessAndNoPermitIsLeft() {
        harness.assertIdle();
        assertThat(acquire()
                        .map(permit -> {
                            permit.release();
                            return true;
                        })
                        .block(FfmpegHarness.LIMIT))
                .isTrue();
        harness.assertIdle();
    }

    @Test
    void run_toItsEnd_reapsThenReleasesThenSignals() throws IOException {
        assertThat(run(new Copy("echo copied; echo a warning >&2", LONG)).block(FfmpegHarness.LIMIT))
                .isEqualTo("copied\n exit 0 stderr a warning");

        assertThat(atSignal.get()).containsExactly(0, 0);
        assertThat(harness.exits(ExitClass.OK)).isEqualTo(1);
    }

    @Test
    void exit_notZero_isForThePumpToJudge() throws IOException {
        assertThat(run(new Copy("echo half; exit 3", LONG)).block(FfmpegHarness.LIMIT))
                .isEqualTo("half\n exit 3 stderr ");

        assertThat(atSignal.get()).containsExactly(0, 0);
        assertThat(harness.exits(ExitClass.ERROR)).isEqualTo(1);
    }

    @Test
    void program_missing_isUnavailableAndCounted() {
        Throwable failure = failure(new Copy(List.of(folder.resolve("missing").toString()), LONG));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        FailureException.class, it -> assertThat(it.failure()).isEqualTo(Failure.FFMPEG_UNAVAILABLE));
        assertThat(atSignal.get()).containsExactly(0, 0);
        assertThat(harness.exits(ExitClass.NOT_STARTED)).isEqualTo(1);
    }

    @Test
    void deadline_ofAProcessThatHangs_killsIt() throws IOException {
        Throwable failure = failure(new Copy("exec sleep 1000", Duration.ofMillis(300)));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        Killed.class, it -> assertThat(it.reason).isEqualTo(KillReason.DEADLINE));
        assertThat(atSignal.get()).containsExactly(0, 0);
        assertThat(harness.killed(KillReason.DEADLINE)).isEqualTo(1);
    }

    @Test
    void deadline_beforeTheProcessStarts_startsNone() throws IOException {
        Path started = folder.resolve("started");
        Copy pump = new Copy("touch " + started, Duration.ofMillis(1)) {
            @Override
            void beforeStart(ProcessRun<String> run) {
                CountDownLatch killed = new CountDownLatch(1);
                run.onKill(killed::countDown);
                awaitLatch(killed);
            }
        };

        assertThat(failure(pump)).isInstanceOf(Killed.class);
        assertThat(started).doesNotExist();
    }

    @Test
    void kill_beforeTheRunStarts_pumpsNothing() throws IOException {
        Path started = folder.resolve("started");
        Copy pump = new Copy("touch " + started, LONG);
        FfmpegPermit permit = Objects.requireNonNull(acquire().block(FfmpegHarness.LIMIT));
        Collected outcome = new Collected();
        ProcessRun<String> run = new ProcessRun<>(harness.pool, permit, pump, outcome);

        run.kill(KillReason.CANCELLED);
        run.start();

        outcome.await();
        assertThat(outcome.failure.get()).isInstanceOf(Killed.class);
        assertThat(pump.pumped).hasValue(0);
        assertThat(started).doesNotExist();
    }

    @Test
    void kill_whileTheProcessStarts_endsIt() throws IOException {
        for (int i = 0; i < 50; i++) {
            CountDownLatch starting = new CountDownLatch(1);
            Copy pump = new Copy("exec sleep 1000", LONG) {
                @Override
                void beforeStart(ProcessRun<String> run) {
                    starting.countDown();
                }
            };
            Collected outcome = new Collected();
            FfmpegPermit permit = Objects.requireNonNull(acquire().block(FfmpegHarness.LIMIT));
            ProcessRun<String> run = new ProcessRun<>(harness.pool, permit, pump, outcome);
            run.start();
            awaitLatch(starting);

            run.kill(KillReason.CANCELLED);

            outcome.await();
            assertThat(outcome.failure.get())
                    .isInstanceOfSatisfying(
                            Killed.class, it -> assertThat(it.reason).isEqualTo(KillReason.CANCELLED));
        }
    }

    @Test
    void cancel_ofTheSubscriberInTheMiddle_killsTheProcess() throws IOException {
        Copy pump = new Copy("echo begun; exec sleep 1000", LONG);
        Disposable subscriber = run(pump).subscribe();
        FfmpegHarness.await(() -> pump.bytes.get() > 0, "the process has written nothing");

        subscriber.dispose();

        harness.assertIdle();
        assertThat(harness.killed(KillReason.CANCELLED)).isEqualTo(1);
    }

    @Test
    void pump_thatStopsReading_killsTheProcess() throws IOException {
        Copy pump = new Copy("cat /dev/zero", LONG) {
            @Override
            boolean copy(FfmpegProcess running) throws IOException {
                return running.stdout().read() < 0;
            }
        };

        assertThat(failure(pump))
                .isInstanceOfSatisfying(
                        Killed.class, it -> assertThat(it.reason).isEqualTo(KillReason.OUTPUT_INVALID));
        assertThat(harness.killed(KillReason.OUTPUT_INVALID)).isEqualTo(1);
    }

    @Test
    void pump_thatFails_killsTheProcessAndSignalsTheFailure() throws IOException {
        Copy pump = new Copy("exec sleep 1000", LONG) {
            @Override
            boolean copy(FfmpegProcess running) {
                throw new IllegalArgumentException("box: too long");
            }
        };

        assertThat(failure(pump)).isInstanceOf(IllegalArgumentException.class);
        assertThat(atSignal.get()).containsExactly(0, 0);
    }

    @Test
    void kill_afterTheOutputEnded_changesNothing() throws IOException {
        AtomicReference<ProcessRun<String>> mine = new AtomicReference<>();
        Copy pump = new Copy("echo copied", LONG) {
            @Override
            void beforeStart(ProcessRun<String> run) {
                mine.set(run);
            }

            @Override
            void afterExit() {
                mine.get().kill(KillReason.DEADLINE);
            }
        };

        assertThat(run(pump).block(FfmpegHarness.LIMIT)).startsWith("copied");
    }

    @Test
    void close_ofThePool_endsTheRun() throws IOException {
        FfmpegHarness other = FfmpegHarness.script(folder, "exit 0");
        Collected outcome = new Collected();
        new ProcessRun<>(other.pool, FfmpegPermit.none(), new Copy("exec sleep 1000", LONG), outcome).start();
        FfmpegHarness.await(() -> other.pool.snapshot().processes().size() == 1, "no process");

        other.pool.close();

        outcome.await();
        assertThat(outcome.failure.get())
                .isInstanceOfSatisfying(
                        Killed.class, it -> assertThat(it.reason).isEqualTo(KillReason.CANCELLED));
    }

    /** A subscriber that notes at the end how many processes and permits there are. */
    private Mono<String> run(Copy pump) {
        return acquire()
                .flatMap(permit -> ProcessRun.mono(harness.pool, permit, pump))
                .doOnTerminate(this::note);
    }

    private void note() {
        FfmpegSnapshot now = harness.pool.snapshot();
        atSignal.set(List.of(now.processes().size(), now.active()));
    }

    private Mono<FfmpegPermit> acquire() {
        return harness.pool.acquire(Share.VIEWER, ProcessHolder.NONE);
    }

    private Throwable failure(Copy pump) {
        atSignal.set(List.of(-1, -1));
        return catchThrowable(() -> run(pump).block(FfmpegHarness.LIMIT));
    }

    private static void awaitLatch(CountDownLatch latch) {
        FfmpegHarness.await(() -> latch.getCount() == 0, "it did not happen");
    }

    /** The failure that the pump makes of an end from outside. */
    private static final class Killed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final KillReason reason;

        Killed(KillReason reason) {
            super(reason.tag());
            this.reason = reason;
        }
    }

    private static final class Collected implements ProcessRun.Outcome<String> {

        private final CountDownLatch signals = new CountDownLatch(1);
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        @Override
        public void succeeded(String result) {
            signals.countDown();
        }

        @Override
        public void failed(Throwable thrown) {
            failure.set(thrown);
            signals.countDown();
        }

        void await() {
            awaitLatch(signals);
        }
    }

    /** Collects the output of a script. */
    private static class Copy implements Pump<String> {

        private final List<String> arguments;
        private final Duration deadline;
        private final StringBuilder output = new StringBuilder();
        final AtomicInteger pumped = new AtomicInteger();
        final AtomicInteger bytes = new AtomicInteger();

        Copy(String script, Duration deadline) throws IOException {
            this(List.of(file(script)), deadline);
        }

        Copy(List<String> arguments, Duration deadline) {
            this.arguments = arguments;
            this.deadline = deadline;
        }

        private static String file(String script) throws IOException {
            Path file = Files.createTempFile("process-run", ".sh");
            file.toFile().deleteOnExit();
            Files.writeString(file, "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            return file.toString();
        }

        void beforeStart(ProcessRun<String> run) {}

        void afterExit() {}

        boolean copy(FfmpegProcess running) throws IOException {
            for (int next = running.stdout().read();
                    next >= 0;
                    next = running.stdout().read()) {
                output.append((char) next);
                bytes.incrementAndGet();
            }
            return true;
        }

        @Override
        public String name() {
            return "copy";
        }

        @Override
        public Duration deadline() {
            return deadline;
        }

        @Override
        public String pump(ProcessRun<String> run) {
            pumped.incrementAndGet();
            beforeStart(run);
            var command = new ProcessRun.Command(arguments, "copy", Optional.of("/dev/null"));
            ProcessRun.Exit exit = run.execute(command, line -> {}, this::copy);
            afterExit();
            return output + " exit " + exit.code() + " stderr " + exit.stderr().text();
        }

        @Override
        public Throwable ended(KillReason reason) {
            return new Killed(reason);
        }
    }
}
