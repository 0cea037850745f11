package dev.cliprange.ffmpeg.transcode;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.clip.ExitDiagnosis;
import dev.cliprange.ffmpeg.clip.PullBody;
import dev.cliprange.ffmpeg.process.FfmpegDiagnostic;
import dev.cliprange.ffmpeg.process.FfmpegProcess;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.KillReason;
import dev.cliprange.ffmpeg.process.ProcessRun;
import dev.cliprange.ffmpeg.process.Pump;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.MonoSink;

/**
 * Copies a source into an MP4 and emits its bytes as they are requested. They complete after the process was reaped, and
 * only if it has read the source to its end.
 */
final class RemuxPump implements Pump<Boolean>, ProcessRun.Outcome<Boolean> {

    /** A process that makes progress may run for a day. */
    static final Duration LONGEST = Duration.ofDays(1);

    private static final Logger log = LoggerFactory.getLogger(RemuxPump.class);
    private static final int PIECE_BYTES = 64 * 1024;

    private final FfmpegProperties properties;
    private final RemuxRequest request;
    private final MonoSink<Flux<ByteBuf>> opening;
    private final ProgressLines lines;
    private final byte[] piece = new byte[PIECE_BYTES];
    private Optional<PullBody> opened = Optional.empty();
    private volatile long progressNanos = System.nanoTime();

    /** @param opening receives the bytes when the process has started, or the failure before that */
    RemuxPump(FfmpegProperties properties, RemuxRequest request, MonoSink<Flux<ByteBuf>> opening) {
        this.properties = properties;
        this.request = request;
        this.opening = opening;
        this.lines = new ProgressLines(request.progress());
    }

    @Override
    public String name() {
        return "remux-" + request.label();
    }

    @Override
    public Duration deadline() {
        return LONGEST;
    }

    @Override
    public Boolean pump(ProcessRun<Boolean> run) {
        var command = new ProcessRun.Command(
                RemuxCommand.of(properties, request, LONGEST),
                request.label(),
                Optional.of(request.input().url()));
        ProcessRun.Exit exit = run.execute(command, lines::accept, running -> copy(run, running));
        var diagnostics = exit.stderr().diagnostics();
        if (exit.code() != 0 || diagnostics.stream().anyMatch(FfmpegDiagnostic::reading)) {
            log.atWarn()
                    .addKeyValue("source", request.label())
                    .addKeyValue("exit", exit.code())
                    .addKeyValue("stderr", lines.text())
                    .log("remux failed");
            throw ExitDiagnosis.explain(exit.code(), diagnostics);
        }
        return true;
    }

    @Override
    public void succeeded(Boolean whole) {
        opened.ifPresent(PullBody::complete);
    }

    @Override
    public void failed(Throwable failure) {
        opened.ifPresentOrElse(body -> body.fail(failure), () -> opening.error(failure));
    }

    /** Whether standard output was read to its end. */
    private boolean copy(ProcessRun<Boolean> run, FfmpegProcess running) throws IOException {
        var body = new PullBody(Thread.currentThread(), () -> run.kill(KillReason.CANCELLED));
        run.onKill(body::stop);
        opened = Optional.of(body);
        watchIdle(run, body);
        opening.success(Flux.from(body));
        InputStream stdout = running.stdout();
        while (body.awaitDemand()) {
            progressNanos = System.nanoTime();
            int count = stdout.read(piece);
            if (count < 0) {
                return true;
            }
            running.wrote(count);
            body.emit(PooledByteBufAllocator.DEFAULT.directBuffer(count, count).writeBytes(piece, 0, count));
            progressNanos = System.nanoTime();
        }
        return false;
    }

    /** A slow storage is no idle source. */
    private void watchIdle(ProcessRun<Boolean> run, PullBody body) {
        Duration idle = properties.idleTimeout();
        run.every(idle.dividedBy(4), () -> {
            if (body.wanted() && System.nanoTime() - progressNanos > idle.toNanos()) {
                run.kill(KillReason.SOURCE_STALLED);
            }
        });
    }

    @Override
    public Throwable ended(KillReason reason) {
        return switch (reason) {
            case DEADLINE, FIRST_BYTE, SOURCE_STALLED ->
                new FailureException(Failure.SOURCE_TIMEOUT, "The source could not be copied in time.");
            case OUTPUT_INVALID -> new FailureException(Failure.INTERNAL, "FFmpeg's output cannot be read.");
            case CANCELLED, CLIENT_STALLED ->
                new FailureException(Failure.SHUTTING_DOWN, "The source was not copied to its end.");
        };
    }
}
