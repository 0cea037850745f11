package dev.cliprange.ffmpeg.encode;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.BoundedOutput;
import dev.cliprange.ffmpeg.process.ExitClass;
import dev.cliprange.ffmpeg.process.FfmpegPermit;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProcess;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.KillReason;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One process that encodes, from the permit to its last byte. One thread reads what it writes, another writes what it reads: it
 * does both at once. Nothing is told before the process was reaped and the permit given back.
 */
final class EncodeRun {

    private static final int STACK_BYTES = 256 * 1024;
    /** SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV as exit codes: FFmpeg's own fault, and the same the next time. */
    private static final Set<Integer> CRASHES = Set.of(132, 134, 135, 136, 139);

    private static final Logger log = LoggerFactory.getLogger(EncodeRun.class);

    private final FfmpegProperties properties;
    private final FfmpegPool pool;
    private final FfmpegPermit permit;
    private final EncodeRequest request;
    private final MonoSink<byte[]> sink;
    private final AtomicReference<@Nullable KillReason> killed = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> inputFailure = new AtomicReference<>();
    private final AtomicBoolean encoderMissing = new AtomicBoolean();
    private volatile @Nullable FfmpegProcess process;

    EncodeRun(
            FfmpegProperties properties,
            FfmpegPool pool,
            FfmpegPermit permit,
            EncodeRequest request,
            MonoSink<byte[]> sink) {
        this.properties = properties;
        this.pool = pool;
        this.permit = permit;
        this.request = request;
        this.sink = sink;
    }

    /** Begins. The permit is this run's from here on. Returns at once. */
    void start() {
        sink.onCancel(() -> kill(KillReason.CANCELLED));
        try {
            Thread.ofPlatform()
                    .daemon()
                    .name("ffmpeg-encode-" + request.label())
                    .stackSize(STACK_BYTES)
                    .start(this::run);
        } catch (Throwable noThread) {
            permit.release();
            sink.error(noThread);
        }
    }

    private void kill(KillReason reason) {
        killed.compareAndSet(null, reason);
        FfmpegProcess running = process;
        if (running != null) {
            running.kill(reason);
        }
    }

    private void run() {
        Disposable timer = Schedulers.parallel()
                .schedule(() -> kill(KillReason.DEADLINE), request.deadline().toNanos(), TimeUnit.NANOSECONDS);
        byte[] output = {};
        Optional<Throwable> failure;
        try {
            var collected = new BoundedOutput(request.maxOutputBytes());
            failure = runProcess(collected);
            if (failure.isEmpty()) {
                output = collected.take();
            }
        } catch (IOException notStarted) {
            pool.count(ExitClass.NOT_STARTED);
            failure = Optional.of(
                    new FailureException(Failure.INTERNAL, "FFmpeg cannot be started on this instance.", notStarted));
        } catch (Throwable bug) {
            failure = Optional.of(bug);
        } finally {
            timer.dispose();
            permit.release();
        }
        byte[] whole = output;
        failure.ifPresentOrElse(sink::error, () -> sink.success(whole));
    }

    private Optional<Throwable> runProcess(BoundedOutput output) throws IOException {
        FfmpegProcess started =
                FfmpegProcess.startFed(EncodeCommand.of(properties, request), request.label(), this::look);
        pool.started(started);
        Scheduler writer = Schedulers.newSingle("ffmpeg-feed-" + request.label(), true);
        Disposable feeding = feed(started.stdin(), writer);
        int code;
        try {
            process = started;
            Optional.ofNullable(killed.get()).ifPresent(started::kill);
            read(started, output);
        } finally {
            code = started.awaitExit();
            feeding.dispose();
            writer.dispose();
            pool.ended(started, ExitClass.of(code));
        }
        return judge(started, code);
    }

    private Disposable feed(OutputStream stdin, Scheduler writer) {
        return request.input()
                .publishOn(writer, 1)
                .<ByteBuf>handle((buffer, fed) -> {
                    if (!write(stdin, buffer)) {
                        fed.complete();
                    }
                })
                .doOnDiscard(ByteBuf.class, ByteBuf::release)
                .doFinally(signal -> close(stdin))
                .subscribe(buffer -> {}, this::inputFailed);
    }

    /** Whether the process takes more. If it has seen enough, or is gone, its end says why. */
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
            // It had ended before.
        }
    }

    private void inputFailed(Throwable failure) {
        inputFailure.compareAndSet(null, failure);
        kill(KillReason.CANCELLED);
    }

    private void read(FfmpegProcess running, BoundedOutput output) {
        try {
            if (!output.readFrom(running.stdout(), running::wrote)) {
                kill(KillReason.OUTPUT_INVALID);
            }
        } catch (IOException gone) {
            // Closed under us when the process was ended.
        }
    }

    private void look(String line) {
        if (line.contains("Unknown encoder") || line.contains("Error selecting an encoder")) {
            encoderMissing.set(true);
        }
    }

    private Optional<Throwable> judge(FfmpegProcess gone, int code) {
        Throwable input = inputFailure.get();
        if (input != null) {
            return Optional.of(input);
        }
        KillReason reason = killed.get();
        if (reason != null) {
            return Optional.of(ended(reason));
        }
        if (encoderMissing.get()) {
            return Optional.of(new FailureException(
                    Failure.PRECISE_UNAVAILABLE,
                    "This instance's FFmpeg has no encoder " + EncodeCommand.encoder(request.target()) + "."));
        }
        if (code == 0) {
            return Optional.empty();
        }
        log.warn(
                "encoding failed: clip={} exit={} stderr={}",
                request.label(),
                code,
                gone.stderr().text());
        return Optional.of(
                ExitClass.of(code) == ExitClass.SIGNAL && !CRASHES.contains(code)
                        ? new FailureException(Failure.INTERNAL, "FFmpeg was ended from outside.")
                        : new FailureException(
                                Failure.PRECISE_UNAVAILABLE,
                                "FFmpeg's " + EncodeCommand.encoder(request.target())
                                        + " cannot encode frames of this source."));
    }

    private static Throwable ended(KillReason reason) {
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
