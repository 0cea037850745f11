package dev.cliprange.ffmpeg.process;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** Runs one process to its end and returns its exit. Takes no permit: the caller has one, or needs none. */
public final class ToolPump implements Pump<ProcessRun.Exit> {

    private final Task task;
    private final Reader stdout;
    private final Consumer<String> stderr;

    /**
     * What to run.
     *
     * @param deadline the longest life of the process
     * @param firstOutput the longest time until it writes its first byte
     */
    public record Task(ProcessRun.Command command, Duration deadline, Duration firstOutput) {

        public Task(ProcessRun.Command command, Duration deadline) {
            this(command, deadline, deadline);
        }
    }

    /** Reads standard output to its end. */
    @FunctionalInterface
    public interface Reader {

        void readAll(FfmpegProcess running) throws IOException;
    }

    private ToolPump(Task task, Reader stdout, Consumer<String> stderr) {
        this.task = task;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /**
     * Runs the process on subscription, and resolves when it has been reaped. Cancelling kills it.
     *
     * <p>Fails with {@code SOURCE_TIMEOUT} at the deadline and if the first output is late, with
     * {@code FFMPEG_UNAVAILABLE} if there is no such program, and with {@code SHUTTING_DOWN} if the pool was closed.
     *
     * @param stdout reads standard output, on one thread
     * @param stderr receives each line of stderr, on another; all of them before the result
     */
    public static Mono<ProcessRun.Exit> run(FfmpegPool pool, Task task, Reader stdout, Consumer<String> stderr) {
        return Mono.defer(() -> ProcessRun.mono(pool, FfmpegPermit.none(), new ToolPump(task, stdout, stderr)));
    }

    /** Passes each line of standard output to a consumer. */
    public static Reader lines(Consumer<String> consumer) {
        return running -> {
            var lines = new BufferedReader(new InputStreamReader(running.stdout(), StandardCharsets.ISO_8859_1));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                running.wrote(line.length() + 1);
                consumer.accept(line);
            }
        };
    }

    @Override
    public String name() {
        return "tool-" + task.command().label();
    }

    @Override
    public Duration deadline() {
        return task.deadline();
    }

    @Override
    public ProcessRun.Exit pump(ProcessRun<ProcessRun.Exit> run) {
        return run.execute(task.command(), stderr, running -> {
            run.after(task.firstOutput(), () -> {
                if (!running.hasWritten()) {
                    run.kill(KillReason.FIRST_BYTE);
                }
            });
            stdout.readAll(running);
            return true;
        });
    }

    @Override
    public Throwable ended(KillReason reason) {
        return switch (reason) {
            case CANCELLED, CLIENT_STALLED ->
                new FailureException(Failure.SHUTTING_DOWN, "The source was not read to its end.");
            case DEADLINE, FIRST_BYTE, SOURCE_STALLED ->
                new FailureException(Failure.SOURCE_TIMEOUT, "The source could not be read through in time.");
            case OUTPUT_INVALID -> new FailureException(Failure.INTERNAL, "FFmpeg's output cannot be read.");
        };
    }
}
