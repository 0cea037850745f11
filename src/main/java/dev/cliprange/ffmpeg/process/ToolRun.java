package dev.cliprange.ffmpeg.process;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/** A process that is run to its end for the lines it writes. Takes no permit: its caller has one, or needs none. */
public final class ToolRun {

    private static final int STACK_BYTES = 256 * 1024;

    private final FfmpegPool pool;
    private final Command command;
    private final Output output;
    private final Consumer<String> stderr;
    private final MonoSink<Result> sink;
    private final AtomicReference<@Nullable KillReason> killed = new AtomicReference<>();
    private volatile @Nullable FfmpegProcess process;

    /**
     * What to run.
     *
     * @param arguments the program and its arguments
     * @param label whom it works for
     * @param secret what must not be kept of its stderr
     * @param deadline its longest life
     * @param firstOutput the longest time until it writes its first byte
     */
    public record Command(
            List<String> arguments, String label, String secret, Duration deadline, Duration firstOutput) {

        public Command(List<String> arguments, String label, String secret, Duration deadline) {
            this(arguments, label, secret, deadline, deadline);
        }
    }

    /** How it ended by itself. */
    public record Result(int code, StderrTail stderr) {}

    /** What is done with standard output. */
    @FunctionalInterface
    public interface Output {

        /** Reads it to its end. */
        void read(FfmpegProcess running) throws IOException;
    }

    private ToolRun(FfmpegPool pool, Command command, Output output, Consumer<String> stderr, MonoSink<Result> sink) {
        this.pool = pool;
        this.command = command;
        this.output = output;
        this.stderr = stderr;
        this.sink = sink;
    }

    /**
     * Runs it on subscription; resolves when it has been reaped. Cancelling ends it. Fails with {@code SOURCE_TIMEOUT}
     * at the deadline and if the first output is late, with {@code INTERNAL} when there is no such program.
     *
     * @param output reads standard output, on one thread
     * @param stderr gets each line of stderr, on another; all of them before the result
     */
    public static Mono<Result> run(FfmpegPool pool, Command command, Output output, Consumer<String> stderr) {
        return Mono.create(sink -> new ToolRun(pool, command, output, stderr, sink).start());
    }

    private void start() {
        sink.onCancel(() -> kill(KillReason.CANCELLED));
        Thread.ofPlatform()
                .daemon()
                .name("ffmpeg-tool-" + command.label())
                .stackSize(STACK_BYTES)
                .start(this::runToEnd);
    }

    private void kill(KillReason reason) {
        killed.compareAndSet(null, reason);
        FfmpegProcess running = process;
        if (running != null) {
            running.kill(reason);
        }
    }

    private void requireOutput() {
        FfmpegProcess running = process;
        if (running == null || !running.hasWritten()) {
            kill(KillReason.FIRST_BYTE);
        }
    }

    private void runToEnd() {
        Disposable timer = Schedulers.parallel()
                .schedule(() -> kill(KillReason.DEADLINE), command.deadline().toNanos(), TimeUnit.NANOSECONDS);
        Disposable firstOutput = Schedulers.parallel()
                .schedule(this::requireOutput, command.firstOutput().toNanos(), TimeUnit.NANOSECONDS);
        try {
            Result result = runProcess();
            KillReason reason = killed.get();
            if (reason == null) {
                sink.success(result);
            } else {
                sink.error(
                        reason == KillReason.CANCELLED
                                ? new StreamEndedException(reason)
                                : new FailureException(
                                        Failure.SOURCE_TIMEOUT, "The source could not be read through in time."));
            }
        } catch (IOException notStarted) {
            pool.count(ExitClass.NOT_STARTED);
            sink.error(
                    new FailureException(Failure.INTERNAL, "FFmpeg cannot be started on this instance.", notStarted));
        } catch (Throwable bug) {
            sink.error(bug);
        } finally {
            timer.dispose();
            firstOutput.dispose();
        }
    }

    private Result runProcess() throws IOException {
        return runHere(pool, command, output, stderr, started -> {
            process = started;
            Optional.ofNullable(killed.get()).ifPresent(started::kill);
        });
    }

    /**
     * Runs it on this thread to its end.
     *
     * @param output reads standard output to its end
     * @param onStart gets the process, so that others can end it
     * @throws IOException if it cannot be started
     */
    public static Result runHere(
            FfmpegPool pool, Command command, Output output, Consumer<String> stderr, Consumer<FfmpegProcess> onStart)
            throws IOException {
        FfmpegProcess started = FfmpegProcess.start(command.arguments(), command.label(), command.secret(), stderr);
        pool.started(started);
        int code;
        try {
            onStart.accept(started);
            read(started, output);
        } finally {
            code = started.awaitExit();
            pool.ended(started, ExitClass.of(code));
        }
        return new Result(code, started.stderr());
    }

    private static void read(FfmpegProcess running, Output output) {
        try {
            output.read(running);
        } catch (IOException gone) {
            // Closed under us when the process was ended.
        } catch (RuntimeException bug) {
            running.kill(KillReason.OUTPUT_INVALID);
            throw bug;
        }
    }

    /** Gives each line to a consumer. */
    public static Output lines(Consumer<String> consumer) {
        return running -> {
            var lines = new BufferedReader(new InputStreamReader(running.stdout(), StandardCharsets.ISO_8859_1));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                running.wrote(line.length() + 1);
                consumer.accept(line);
            }
        };
    }
}
