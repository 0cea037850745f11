package dev.cliprange.ffmpeg.encode;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.BoundedOutput;
import dev.cliprange.ffmpeg.process.ExitClass;
import dev.cliprange.ffmpeg.process.FfmpegProcess;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.KillReason;
import dev.cliprange.ffmpeg.process.ProcessRun;
import dev.cliprange.ffmpeg.process.Pump;
import dev.cliprange.ffmpeg.process.StreamEndedException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Encodes frames. FFmpeg reads and writes concurrently, so standard input and standard output each have a thread: the
 * thread of the run reads, another one writes.
 */
final class EncodePump implements Pump<byte[]> {

    /** SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV as exit codes: defects of FFmpeg, which repeat. */
    private static final Set<Integer> CRASHES = Set.of(132, 134, 135, 136, 139);

    private static final Logger log = LoggerFactory.getLogger(EncodePump.class);

    private final FfmpegProperties properties;
    private final EncodeRequest request;
    private final AtomicReference<@Nullable Throwable> inputFailure = new AtomicReference<>();
    private final AtomicBoolean encoderMissing = new AtomicBoolean();

    EncodePump(FfmpegProperties properties, EncodeRequest request) {
        this.properties = properties;
        this.request = request;
    }

    @Override
    public String name() {
        return "encode-" + request.label();
    }

    @Override
    public Duration deadline() {
        return request.deadline();
    }

    @Override
    public byte[] pump(ProcessRun<byte[]> run) {
        var command = new ProcessRun.Command(EncodeCommand.of(properties, request), request.label(), Optional.empty());
        var output = new BoundedOutput(request.maxOutputBytes());
        Disposable.Composite feeding = Disposables.composite();
        try {
            ProcessRun.Exit exit = run.execute(command, this::acceptStderr, running -> {
                feed(run, running, feeding);
                return output.readFrom(running.stdout(), running::wrote);
            });
            failure(exit).ifPresent(failure -> {
                throw failure;
            });
            return output.take();
        } finally {
            // Only now: closing standard input would wait for a write that the process does not read.
            feeding.dispose();
        }
    }

    private void feed(ProcessRun<byte[]> run, FfmpegProcess running, Disposable.Composite feeding) {
        OutputStream stdin = running.stdin();
        Scheduler writer = Schedulers.newSingle("ffmpeg-feed-" + request.label(), true);
        Disposable input = request.input()
                .publishOn(writer, 1)
                .<ByteBuf>handle((buffer, fed) -> {
                    if (!write(stdin, buffer)) {
                        fed.complete();
                    }
                })
                .doOnDiscard(ByteBuf.class, ByteBuf::release)
                .doFinally(signal -> close(stdin))
                .subscribe(buffer -> {}, failure -> {
                    inputFailure.compareAndSet(null, failure);
                    run.kill(KillReason.CANCELLED);
                });
        feeding.add(() -> {
            input.dispose();
            writer.dispose();
        });
    }

    /** False if the process takes no more input: it has enough, or has ended for a reason that its exit gives. */
    private static boolean write(OutputStream stdin, ByteBuf buffer) {
        try {
            buffer.readBytes(stdin, buffer.readableBytes());
            return true;
        } catch (IOException gone) {
            return false;
        } finally {
            buffer.release();
        }
    }

    private static void close(OutputStream stdin) {
        try {
            stdin.close();
        } catch (IOException gone) {
            // The process has ended before.
        }
    }

    private void acceptStderr(String line) {
        if (line.contains("Unknown encoder") || line.contains("Error selecting an encoder")) {
            encoderMissing.set(true);
        }
    }

    private Optional<RuntimeException> failure(ProcessRun.Exit exit) {
        if (inputFailure.get() != null) {
            return Optional.of(new StreamEndedException(KillReason.CANCELLED));
        }
        if (encoderMissing.get()) {
            return Optional.of(new FailureException(
                    Failure.PRECISE_UNAVAILABLE,
                    "This instance's FFmpeg has no encoder " + EncodeCommand.encoder(request.target()) + "."));
        }
        if (exit.code() == 0) {
            return Optional.empty();
        }
        log.atWarn()
                .addKeyValue("clip", request.label())
                .addKeyValue("exit", exit.code())
                .addKeyValue("stderr", exit.stderr().text())
                .log("encoding failed");
        return Optional.of(
                ExitClass.of(exit.code()) == ExitClass.SIGNAL && !CRASHES.contains(exit.code())
                        ? new FailureException(Failure.INTERNAL, "FFmpeg was ended from outside.")
                        : new FailureException(
                                Failure.PRECISE_UNAVAILABLE,
                                "FFmpeg's " + EncodeCommand.encoder(request.target())
                                        + " cannot encode frames of this source."));
    }

    /** The failure of the input, if there is one: it is the reason why the process was killed. */
    @Override
    public Throwable ended(KillReason reason) {
        Throwable input = inputFailure.get();
        if (input != null) {
            return input;
        }
        return switch (reason) {
            case DEADLINE, FIRST_BYTE, SOURCE_STALLED ->
                new FailureException(Failure.SOURCE_TIMEOUT, "The clip's frames could not be encoded in time.");
            case OUTPUT_INVALID ->
                new FailureException(
                        Failure.PRECISE_UNAVAILABLE, "The frames that must be encoded take too many bytes.");
            case CANCELLED, CLIENT_STALLED -> new FailureException(Failure.SHUTTING_DOWN, "The encoding was ended.");
        };
    }
}
