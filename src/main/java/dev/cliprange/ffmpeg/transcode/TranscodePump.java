package dev.cliprange.ffmpeg.transcode;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.clip.ExitDiagnosis;
import dev.cliprange.ffmpeg.clip.LastingFailure;
import dev.cliprange.ffmpeg.clip.PullBody;
import dev.cliprange.ffmpeg.process.FfmpegDiagnostic;
import dev.cliprange.ffmpeg.process.FfmpegPermit;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProcess;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.KillReason;
import dev.cliprange.ffmpeg.process.ProcessRun;
import dev.cliprange.ffmpeg.process.Pump;
import dev.cliprange.ffmpeg.process.StdinFeed;
import dev.cliprange.ffmpeg.process.StreamEndedException;
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
    private final boolean background;
    private final MonoSink<Flux<ByteBuf>> opening;
    private final StdinFeed input;
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
     * @param url of the source, which is removed from what is kept of stderr; empty if it is read from standard input
     * @param input the bytes for standard input, if there is no URL; subscribed to once. Its buffers are released
     * @param progress see {@link RemuxRequest#progress}
     */
    record Work(
            String verb,
            String label,
            List<String> command,
            Optional<String> url,
            Flux<ByteBuf> input,
            LongConsumer progress) {

        Work {
            command = List.copyOf(command);
        }

        /** Work that reads the source from a URL. */
        Work(String verb, String label, List<String> command, String url, LongConsumer progress) {
            this(verb, label, command, Optional.of(url), Flux.empty(), progress);
        }
    }

    /**
     * Prepares a run.
     *
     * @param background whether the process yields to others
     * @param opening receives the bytes when the process has started, or the failure before that
     */
    TranscodePump(FfmpegProperties properties, Work work, boolean background, MonoSink<Flux<ByteBuf>> opening) {
        this.properties = properties;
        this.work = work;
        this.background = background;
        this.opening = opening;
        this.input = new StdinFeed(work.label(), work.input());
        this.lines = new ProgressLines(this::acceptProgress);
    }

    /**
     * The standard output of a process of a job, which starts when it is subscribed to. Cancelling ends the process. It
     * needs no permit and yields to other processes.
     */
    static Flux<ByteBuf> output(FfmpegPool pool, FfmpegProperties properties, Work work) {
        return output(pool, properties, work, FfmpegPermit.none(), true);
    }

    /** The same for a client, under a permit that is released when the process has been reaped. */
    static Flux<ByteBuf> output(FfmpegPool pool, FfmpegProperties properties, Work work, FfmpegPermit permit) {
        return output(pool, properties, work, permit, false);
    }

    private static Flux<ByteBuf> output(
            FfmpegPool pool, FfmpegProperties properties, Work work, FfmpegPermit permit, boolean background) {
        return Mono.<Flux<ByteBuf>>create(opening -> {
                    var pump = new TranscodePump(properties, work, background, opening);
                    var run = new ProcessRun<>(pool, permit, pump, pump);
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
        return background;
    }

    @Override
    public Boolean pump(ProcessRun<Boolean> run) {
        ProcessRun.Exit exit = execute(run);
        var diagnostics = exit.stderr().diagnostics();
        if (exit.code() != 0 || diagnostics.stream().anyMatch(FfmpegDiagnostic::reading)) {
            log.atWarn()
                    .addKeyValue("source", work.label())
                    .addKeyValue("work", work.verb())
                    .addKeyValue("exit", exit.code())
                    .addKeyValue("stderr", lines.text())
                    .log("source not read to its end");
            throw LastingFailure.ofExit(ExitDiagnosis.explain(exit.code(), diagnostics), exit.code());
        }
        return true;
    }

    private ProcessRun.Exit execute(ProcessRun<Boolean> run) {
        var command = new ProcessRun.Command(work.command(), work.label(), work.url());
        try (input) {
            ProcessRun.Exit exit = run.execute(command, lines::accept, running -> {
                if (work.url().isEmpty()) {
                    input.start(run, running);
                }
                return copy(run, running);
            });
            if (input.failure().isPresent()) {
                throw new StreamEndedException(KillReason.CANCELLED);
            }
            return exit;
        }
    }

    /** An encoder may need long for the first bytes of its output. */
    private void acceptProgress(long positionUs) {
        progressNanos = System.nanoTime();
        work.progress().accept(positionUs);
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

    /** The failure of the input, if there is one: it is the reason why the process was killed. */
    @Override
    public Throwable ended(KillReason reason) {
        return input.failure().orElseGet(() -> switch (reason) {
            case DEADLINE, FIRST_BYTE, SOURCE_STALLED ->
                new FailureException(Failure.SOURCE_TIMEOUT, "The source could not be " + work.verb() + " in time.");
            case OUTPUT_INVALID -> new FailureException(Failure.INTERNAL, "FFmpeg's output cannot be read.");
            case CANCELLED, CLIENT_STALLED ->
                new FailureException(Failure.SHUTTING_DOWN, "The source was not " + work.verb() + " to its end.");
        });
    }
}
