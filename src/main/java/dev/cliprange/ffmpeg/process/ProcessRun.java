package dev.cliprange.ffmpeg.process;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * The life cycle of FFmpeg processes that run under one permit. A thread of its own starts a process, lets the {@link
 * Pump} read its output, and reaps it. Only then the permit is released, and only then the outcome is signalled: a
 * client that has received the end can rely on a free permit.
 *
 * @param <T> the result of the pump
 */
public final class ProcessRun<T> {

    private static final int STACK_BYTES = 256 * 1024;
    private static final Logger log = LoggerFactory.getLogger(ProcessRun.class);

    private final FfmpegPool pool;
    private final FfmpegPermit permit;
    private final Pump<T> pump;
    private final Outcome<T> outcome;
    private final AtomicReference<@Nullable KillReason> killed = new AtomicReference<>();
    private final Disposable.Composite killActions = Disposables.composite();
    private final Disposable.Composite timers = Disposables.composite();

    /**
     * A program to start.
     *
     * @param arguments the program and its arguments, each taken literally
     * @param label names the work in logs and metrics, for example by the id of a clip
     * @param source the URL or path of the source, which is removed from what is kept of stderr; empty if the pump
     *     writes the input to standard input
     * @param counted whether the meters count its exit
     */
    public record Command(List<String> arguments, String label, Optional<String> source, boolean counted) {

        public Command {
            arguments = List.copyOf(arguments);
        }

        /** A command whose exit is counted. */
        public Command(List<String> arguments, String label, Optional<String> source) {
            this(arguments, label, source, true);
        }

        /** The same command, as a check of the program that does no work: its exit is not counted. */
        Command uncounted() {
            return new Command(arguments, label, source, false);
        }
    }

    /** The exit of a process that ended by itself and whose output was read to the end. */
    public record Exit(int code, StderrTail stderr) {}

    /** Reads standard output. */
    @FunctionalInterface
    public interface Output {

        /**
         * Blocks until the output ends or no more of it is needed.
         *
         * @return whether the output was read to its end; if not, the process is killed
         * @throws IOException if reading fails, which happens when the process is killed
         */
        boolean read(FfmpegProcess running) throws IOException;
    }

    /** Receives the end of a run: one call, after the permit was released. */
    public interface Outcome<T> {

        void succeeded(T result);

        void failed(Throwable failure);
    }

    /** @param permit released by this run, which must be started */
    public ProcessRun(FfmpegPool pool, FfmpegPermit permit, Pump<T> pump, Outcome<T> outcome) {
        this.pool = pool;
        this.permit = permit;
        this.pump = pump;
        this.outcome = outcome;
    }

    /**
     * A run that starts when it is subscribed to. Cancelling ends it.
     *
     * @param permit released by the run, so the caller must subscribe
     */
    public static <T> Mono<T> mono(FfmpegPool pool, FfmpegPermit permit, Pump<T> pump) {
        return Mono.create(sink -> {
            var run = new ProcessRun<>(pool, permit, pump, new SinkOutcome<>(sink));
            sink.onCancel(() -> run.kill(KillReason.CANCELLED));
            run.start();
        });
    }

    /** Starts the thread and the deadline. Returns at once. */
    public void start() {
        killAfter(pump.deadline(), KillReason.DEADLINE);
        try {
            Thread.ofPlatform()
                    .daemon()
                    .name("ffmpeg-" + pump.name())
                    .stackSize(STACK_BYTES)
                    .start(this::run);
        } catch (Throwable noThread) {
            timers.dispose();
            permit.release();
            outcome.failed(noThread);
        }
    }

    /** Ends the run: kills its process, and starts no other one. Returns at once. Only the first reason counts. */
    public void kill(KillReason reason) {
        if (killed.compareAndSet(null, reason)) {
            killActions.dispose();
        }
    }

    /** Runs an action when the run is killed; at once if it already was. The action must not block. */
    public void onKill(Runnable action) {
        killActions.add(action::run);
    }

    /** Kills the run after a time, unless the timer is disposed or the run ends before. */
    public Disposable killAfter(Duration time, KillReason reason) {
        return after(time, () -> kill(reason));
    }

    /** Runs an action after a time, unless the timer is disposed or the run ends before. The action must not block. */
    public Disposable after(Duration time, Runnable action) {
        Disposable timer = Schedulers.parallel().schedule(action, time.toNanos(), TimeUnit.NANOSECONDS);
        timers.add(timer);
        return timer;
    }

    /** Runs an action again and again until the run ends. The action must not block. */
    public void every(Duration period, Runnable action) {
        timers.add(Schedulers.parallel()
                .schedulePeriodically(action, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS));
    }

    /**
     * Runs one process to its end: starts it, reads its output, and reaps it. Blocks. To be called by the pump, on the
     * thread of the run.
     *
     * @param stderr receives each line of stderr, on another thread; all of them before this returns
     * @throws StreamEndedException if the run or the process was killed
     * @throws FailureException FFMPEG_UNAVAILABLE if the program cannot be started
     */
    public Exit execute(Command command, Consumer<String> stderr, Output output) {
        requireAlive();
        FfmpegProcess process = startProcess(command, stderr);
        boolean readToEnd = false;
        int code;
        try {
            if (pump.background()) {
                LowPriority.set(process.pid());
            }
            pool.started(process);
            onKill(() -> process.kill(reason(KillReason.CANCELLED)));
            readToEnd = output.read(process);
        } catch (IOException closed) {
            // Killing a process closes its streams.
        } finally {
            // A process that waits for a reader would never end.
            if (!readToEnd) {
                process.kill(reason(KillReason.OUTPUT_INVALID));
            }
            code = process.awaitExit();
            pool.ended(process);
            if (command.counted()) {
                pool.count(process, ExitClass.of(code));
            }
        }
        Optional<KillReason> ended = process.killedFor();
        if (!readToEnd || ended.isPresent()) {
            throw new StreamEndedException(reason(ended.orElse(KillReason.OUTPUT_INVALID)));
        }
        return new Exit(code, process.stderr());
    }

    private FfmpegProcess startProcess(Command command, Consumer<String> stderr) {
        try {
            return FfmpegProcess.start(command, stderr);
        } catch (IOException notStarted) {
            if (command.counted()) {
                pool.count(ExitClass.NOT_STARTED);
            }
            // The caller logs the failure, and readiness reports the reason once.
            log.atDebug()
                    .addKeyValue("program", command.arguments().getFirst())
                    .addKeyValue("label", command.label())
                    .setCause(notStarted)
                    .log("FFmpeg cannot be started");
            throw new FailureException(
                    Failure.FFMPEG_UNAVAILABLE, "FFmpeg cannot be started on this instance.", notStarted);
        }
    }

    private void run() {
        Runnable signal;
        try {
            signal = pump();
        } finally {
            timers.dispose();
            permit.release();
        }
        signal.run();
    }

    private Runnable pump() {
        try {
            requireAlive();
            T result = pump.pump(this);
            return () -> outcome.succeeded(result);
        } catch (StreamEndedException ended) {
            return () -> outcome.failed(pump.ended(ended.reason()));
        } catch (Throwable failure) {
            return () -> outcome.failed(failure);
        }
    }

    private void requireAlive() {
        KillReason reason = killed.get();
        if (reason != null) {
            throw new StreamEndedException(reason);
        }
    }

    /** The reason for which the run was killed, or another one if it was not. */
    private KillReason reason(KillReason otherwise) {
        return Optional.ofNullable(killed.get()).orElse(otherwise);
    }

    private record SinkOutcome<T>(MonoSink<T> sink) implements Outcome<T> {

        @Override
        public void succeeded(T result) {
            sink.success(result);
        }

        @Override
        public void failed(Throwable failure) {
            sink.error(failure);
        }
    }
}
