package dev.cliprange.ffmpeg.transcode;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.clip.ExitDiagnosis;
import dev.cliprange.ffmpeg.clip.PullBody;
import dev.cliprange.ffmpeg.process.FfmpegDiagnostic;
import dev.cliprange.ffmpeg.process.FfmpegPermit;
import dev.cliprange.ffmpeg.process.FfmpegPool;
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
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Runs a process of a job and emits its standard output as it is requested. The bytes complete after the process was
 * reaped, and only if it has read the source to its end.
 */
final class TranscodePump implements Pump<Boolean>, ProcessRun.Outcome<Boolean> {

    /** A process that makes progress may run for a day. */
    static final Duration LONGEST = Duration.ofDays(1);

    private static final Logger log = LoggerFactory.getLogger(TranscodePump.class);
    private static final int PIECE_BYTES = 64 * 1024;

    private final FfmpegProperties properties;
    private final Work work;
    private final MonoSink<Flux<ByteBuf>> opening;
    private final ProgressLines lines;
    private final byte[] piece = new byte[PIECE_BYTES];
    private Optional<PullBody> opened = Optional.empty();
    private volatile long progressNanos = System.nanoTime();

    /**
     * What the process does.
     *
     * @param verb for logs and problems, as {@code copied}
     * @param label names the source in logs
     * @param command with {@code -progress pipe:2}
     * @param url of the source, which is removed from what is kept of stderr
     * @param progress see {@link RemuxRequest#progress}
     */
    record Work(String verb, String label, List<String> command, String url, LongConsumer progress) {

        Work {
            command = List.copyOf(command);
        }
    }

    /** @param opening receives the bytes when the process has started, or the failure before that */
    TranscodePump(FfmpegProperties properties, Work work, MonoSink<Flux<ByteBuf>> opening) {
        this.properties = properties;
        this.work = work;
        this.opening = opening;
        this.lines = new ProgressLines(work.progress());
    }

    /** The standard output of a process, which starts when it is subscribed to. Cancelling ends the process. */
    static Flux<ByteBuf> output(FfmpegPool pool, FfmpegProperties properties, Work work) {
        return Mono.<Flux<ByteBuf>>create(opening -> {
                    var pump = new TranscodePump(properties, work, opening);
                    var run = new ProcessRun<>(pool, FfmpegPermit.none(), pump, pump);
                    opening.onCancel(() -> run.kill(KillReason.CANCELLED));
                    run.start();
                })
                .flatMapMany(bytes -> bytes);
    }

    @Override
    public String name() {
        return "transcode-" + work.label();
    }

    @Override
    public Duration deadline() {
        return LONGEST;
    }

    @Override
    public boolean background() {
        return true;
    }

    @Override
    public Boolean pump(ProcessRun<Boolean> run) {
        var command = new ProcessRun.Command(work.command(), work.label(), Optional.of(work.url()));
        ProcessRun.Exit exit = run.execute(command, lines::accept, running -> copy(run, running));
        var diagnostics = exit.stderr().diagnostics();
        if (exit.code() != 0 || diagnostics.stream().anyMatch(FfmpegDiagnostic::reading)) {
            log.atWarn()
                    .addKeyValue("source", work.label())
                    .addKeyValue("work", work.verb())
                    .addKeyValue("exit", exit.code())
                    .addKeyValue("stderr", lines.text())
                    .log("source not read to its end");
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
                new FailureException(Failure.SOURCE_TIMEOUT, "The source could not be " + work.verb() + " in time.");
            case OUTPUT_INVALID -> new FailureException(Failure.INTERNAL, "FFmpeg's output cannot be read.");
            case CANCELLED, CLIENT_STALLED ->
                new FailureException(Failure.SHUTTING_DOWN, "The source was not " + work.verb() + " to its end.");
        };
    }
}
