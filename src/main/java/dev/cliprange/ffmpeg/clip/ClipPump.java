package dev.cliprange.ffmpeg.clip;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.FfmpegPermit;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProcess;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.KillReason;
import dev.cliprange.ffmpeg.process.ProcessRun;
import dev.cliprange.ffmpeg.process.Pump;
import dev.cliprange.ffmpeg.process.StreamEndedException;
import dev.cliprange.timeline.TimeRange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Makes one clip. Reads the output up to the first fragment, opens the stream, and then reads on as its subscriber
 * requests. The end of the run is the end of the stream.
 */
final class ClipPump implements Pump<FfmpegStream>, ProcessRun.Outcome<FfmpegStream> {

    /** Reactor Netty requests 128 pieces at once, which are 512 KiB. */
    static final int PIECE_BYTES = 4096;

    /** More than any {@code ftyp}, {@code moov} without samples and {@code moof} of a second. */
    private static final int HEAD_LIMIT_BYTES = 4 << 20;

    private static final Logger log = LoggerFactory.getLogger(ClipPump.class);

    private final FfmpegProperties properties;
    private final ClipRequest request;
    private final Duration waited;
    private final MonoSink<FfmpegStream> opening;

    private final FragmentScanner scanner = new FragmentScanner();
    private final byte[] piece = new byte[PIECE_BYTES];
    private Optional<Opened> opened = Optional.empty();
    private volatile long progressNanos;
    private long endNanos;

    private record Opened(PullBody body, FfmpegStream stream) {}

    /**
     * @param waited how long the request has waited for its permit
     * @param opening receives the stream when the first fragment has arrived, or the failure before that
     */
    private ClipPump(
            FfmpegProperties properties, ClipRequest request, Duration waited, MonoSink<FfmpegStream> opening) {
        this.properties = properties;
        this.request = request;
        this.waited = waited;
        this.opening = opening;
    }

    /** Starts the clip on subscription. The permit is released when the process has been reaped. */
    static Mono<FfmpegStream> open(
            FfmpegProperties properties, FfmpegPool pool, FfmpegPermit permit, ClipRequest request) {
        return Mono.create(opening -> {
            ClipPump pump = new ClipPump(properties, request, permit.waited(), opening);
            var run = new ProcessRun<>(pool, permit, pump, pump);
            opening.onCancel(() -> run.kill(KillReason.CANCELLED));
            run.start();
        });
    }

    @Override
    public String name() {
        return "clip-" + request.label();
    }

    @Override
    public Duration deadline() {
        return properties.deadline();
    }

    @Override
    public FfmpegStream pump(ProcessRun<FfmpegStream> run) {
        long before = System.nanoTime();
        Disposable firstByte = run.killAfter(properties.firstByteTimeout(), KillReason.FIRST_BYTE);
        TimeRange range =
                KeyframeSearch.needed(request) ? new KeyframeSearch(properties, run, request).find() : request.range();
        var command = new ProcessRun.Command(
                ClipCommand.clip(properties, request.input(), range),
                request.label(),
                Optional.of(request.input().url()));
        ProcessRun.Exit exit = run.execute(command, line -> {}, running -> copy(run, running, before, firstByte));
        failure(exit, range).ifPresent(failure -> {
            throw failure;
        });
        return opened.map(Opened::stream).orElseThrow(() -> new IllegalStateException("clip: whole and not opened"));
    }

    @Override
    public void succeeded(FfmpegStream stream) {
        opened.ifPresent(it -> it.body().complete());
    }

    @Override
    public void failed(Throwable failure) {
        opened.ifPresentOrElse(it -> it.body().fail(failure), () -> opening.error(failure));
    }

    /** Whether standard output was read to its end. */
    private boolean copy(ProcessRun<FfmpegStream> run, FfmpegProcess running, long beforeNanos, Disposable firstByte)
            throws IOException {
        long spawned = System.nanoTime();
        progressNanos = spawned;
        byte[] head = readHead(running);
        firstByte.dispose();
        if (!scanner.fragmentRead()) {
            return head.length < HEAD_LIMIT_BYTES;
        }
        progressNanos = System.nanoTime();
        PullBody body = open(
                run,
                new FfmpegStream.Timings(
                        waited, Duration.ofNanos(spawned - beforeNanos), Duration.ofNanos(progressNanos - spawned)));
        return emit(body, new ByteArrayInputStream(head), Optional.empty())
                && emit(body, running.stdout(), Optional.of(running));
    }

    private PullBody open(ProcessRun<FfmpegStream> run, FfmpegStream.Timings timings) {
        Runnable cancel = () -> run.kill(KillReason.CANCELLED);
        PullBody body = new PullBody(Thread.currentThread(), cancel);
        run.onKill(body::stop);
        FfmpegStream stream = new FfmpegStream(body, cancel, timings);
        opened = Optional.of(new Opened(body, stream));
        watchIdle(run, body);
        opening.success(stream);
        return body;
    }

    private void watchIdle(ProcessRun<FfmpegStream> run, PullBody body) {
        Duration idle = properties.idleTimeout();
        run.every(idle.dividedBy(4), () -> {
            if (System.nanoTime() - progressNanos > idle.toNanos()) {
                run.kill(body.wanted() ? KillReason.SOURCE_STALLED : KillReason.CLIENT_STALLED);
            }
        });
    }

    /** Everything up to the end of the first {@code moof}, and what was read together with it. */
    private byte[] readHead(FfmpegProcess running) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        InputStream stdout = running.stdout();
        while (!scanner.fragmentRead() && head.size() < HEAD_LIMIT_BYTES) {
            int count = read(stdout);
            if (count < 0) {
                break;
            }
            scanner.accept(piece, 0, count);
            head.write(piece, 0, count);
            running.wrote(count);
        }
        return head.toByteArray();
    }

    /** @param fresh the process if it writes the bytes now; empty for the bytes of the head */
    private boolean emit(PullBody body, InputStream bytes, Optional<FfmpegProcess> fresh) throws IOException {
        while (body.awaitDemand()) {
            progressNanos = System.nanoTime();
            int count = read(bytes);
            if (count < 0) {
                return true;
            }
            if (fresh.isPresent()) {
                scanner.accept(piece, 0, count);
                fresh.get().wrote(count);
            }
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(count, count);
            body.emit(buffer.writeBytes(piece, 0, count));
            progressNanos = System.nanoTime();
        }
        return false;
    }

    private int read(InputStream bytes) throws IOException {
        int count = bytes.read(piece);
        endNanos = System.nanoTime();
        return count;
    }

    private Optional<FailureException> failure(ProcessRun.Exit exit, TimeRange range) {
        boolean silent = endNanos - progressNanos >= properties.readTimeout().toNanos();
        Optional<FailureException> found =
                ExitDiagnosis.of(exit.code(), exit.stderr().diagnostics(), silent, scanner, range);
        found.ifPresent(failure -> log.atWarn()
                .addKeyValue("clip", request.label())
                .addKeyValue("code", failure.failure().code())
                .addKeyValue("exit", exit.code())
                .addKeyValue("stderr", exit.stderr().text())
                .log("clip failed"));
        return found.map(failure -> LastingFailure.ofExit(failure, exit.code()));
    }

    @Override
    public Throwable ended(KillReason reason) {
        if (opened.isPresent()) {
            return new StreamEndedException(reason);
        }
        return switch (reason) {
            case FIRST_BYTE, DEADLINE, SOURCE_STALLED ->
                new FailureException(Failure.SOURCE_TIMEOUT, "The source gave no media in time.");
            case CANCELLED, CLIENT_STALLED -> new StreamEndedException(reason);
            case OUTPUT_INVALID ->
                new FailureException(
                        Failure.INTERNAL, "FFmpeg's output cannot be understood.", new LastingFailure.GaveUp(0));
        };
    }
}
