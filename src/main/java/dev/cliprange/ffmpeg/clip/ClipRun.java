package dev.cliprange.ffmpeg.clip;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.ExitClass;
import dev.cliprange.ffmpeg.process.FfmpegPermit;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProcess;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.KillReason;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * One process that makes one clip, from the permit to the last byte. A thread of its own starts it, reads up to the
 * first fragment, waits for a subscriber, reads on as it asks, and at the end, however it comes, reaps the process, gives
 * back the permit, and only then tells whoever listens.
 */
final class ClipRun {

    /** So that the 128 pieces that Reactor Netty asks for at once are 512 KiB. */
    static final int PIECE_BYTES = 4096;

    /** More than any {@code ftyp}, {@code moov} without samples and {@code moof} of a second. */
    private static final int HEAD_LIMIT_BYTES = 4 << 20;

    private static final int STACK_BYTES = 256 * 1024;
    private static final Logger log = LoggerFactory.getLogger(ClipRun.class);

    private final FfmpegProperties properties;
    private final FfmpegPool pool;
    private final FfmpegPermit permit;
    private final ClipRequest request;
    private final MonoSink<FfmpegStream> opening;

    private final DemandedBody body;
    private final Thread thread;
    private final FragmentScanner scanner = new FragmentScanner();
    private final byte[] piece = new byte[PIECE_BYTES];
    private final Disposable.Composite timers = Disposables.composite();
    private final AtomicReference<@Nullable KillReason> killed = new AtomicReference<>();
    private volatile @Nullable FfmpegProcess process;
    private volatile boolean open;
    private volatile long progressNanos;
    private long endNanos;

    ClipRun(
            FfmpegProperties properties,
            FfmpegPool pool,
            FfmpegPermit permit,
            ClipRequest request,
            MonoSink<FfmpegStream> opening) {
        this.properties = properties;
        this.pool = pool;
        this.permit = permit;
        this.request = request;
        this.opening = opening;
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("ffmpeg-clip-" + request.label())
                .stackSize(STACK_BYTES)
                .unstarted(this::run);
        this.body = new DemandedBody(thread, () -> kill(KillReason.CANCELLED));
    }

    /** Begins. The permit is this run's from here on. Returns at once. */
    void start() {
        opening.onCancel(() -> kill(KillReason.CANCELLED));
        timers.add(killAfter(properties.deadline(), KillReason.DEADLINE));
        try {
            thread.start();
        } catch (Throwable noThread) {
            timers.dispose();
            permit.release();
            opening.error(noThread);
        }
    }

    DemandedBody body() {
        return body;
    }

    /** Ends the run; the first reason counts. Returns at once. */
    void kill(KillReason reason) {
        killed.compareAndSet(null, reason);
        FfmpegProcess running = process;
        if (running != null) {
            running.kill(reason);
        }
        body.stop();
    }

    private void run() {
        Optional<Throwable> failure;
        try {
            failure = killed.get() == null ? runProcess() : Optional.of(ended());
        } catch (IOException notStarted) {
            pool.count(ExitClass.NOT_STARTED);
            log.error("FFmpeg cannot be started: path={}", properties.path(), notStarted);
            failure = Optional.of(
                    new FailureException(Failure.INTERNAL, "FFmpeg cannot be started on this instance.", notStarted));
        } catch (Throwable bug) {
            failure = Optional.of(bug);
        } finally {
            timers.dispose();
            permit.release();
        }
        tell(failure);
    }

    private void tell(Optional<Throwable> failure) {
        if (open) {
            failure.ifPresentOrElse(body::fail, body::complete);
        } else {
            opening.error(failure.orElseGet(() -> new IllegalStateException("run: ended unopened without a failure")));
        }
    }

    private Optional<Throwable> runProcess() throws IOException {
        long before = System.nanoTime();
        Disposable firstByte = killAfter(properties.firstByteTimeout(), KillReason.FIRST_BYTE);
        TimeRange range = request.range();
        FfmpegProcess started;
        try {
            if (KeyframeSearch.needed(request)) {
                range = new KeyframeSearch(properties, pool, request).find(this::adopt);
            }
            started = FfmpegProcess.start(
                    ClipCommand.clip(properties, request.input(), range),
                    request.label(),
                    request.input().address(),
                    line -> {});
        } catch (IOException | RuntimeException notStarted) {
            firstByte.dispose();
            throw notStarted;
        }
        pool.started(started);
        boolean atEnd = false;
        int code;
        try {
            adopt(started);
            atEnd = pump(started, before, firstByte);
        } finally {
            // By now it has closed its output, or is to be ended: either way it ends.
            if (!atEnd) {
                started.kill(Optional.ofNullable(killed.get()).orElse(KillReason.OUTPUT_INVALID));
            }
            firstByte.dispose();
            code = started.awaitExit();
            pool.ended(started, ExitClass.of(code));
        }
        return judge(started, code, atEnd, range);
    }

    /** Makes the process the one that is ended with this run. */
    private void adopt(FfmpegProcess started) {
        process = started;
        KillReason early = killed.get();
        if (early != null) {
            started.kill(early);
        }
    }

    /** Whether standard output was read to its end. */
    private boolean pump(FfmpegProcess running, long beforeNanos, Disposable firstByte) throws IOException {
        long spawned = System.nanoTime();
        progressNanos = spawned;
        byte[] head = readHead(running);
        firstByte.dispose();
        if (!scanner.fragmentRead()) {
            return head.length < HEAD_LIMIT_BYTES;
        }
        progressNanos = System.nanoTime();
        open = true;
        timers.add(watchIdle());
        opening.success(new FfmpegStream(
                this,
                new FfmpegStream.Timings(
                        permit.waited(),
                        Duration.ofNanos(spawned - beforeNanos),
                        Duration.ofNanos(progressNanos - spawned))));
        return emit(new ByteArrayInputStream(head), running, false) && emit(running.stdout(), running, true);
    }

    /** Everything up to and with the first {@code moof}, and what came along with its end. */
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

    private boolean emit(InputStream bytes, FfmpegProcess running, boolean fresh) throws IOException {
        while (body.awaitDemand()) {
            progressNanos = System.nanoTime();
            int count = read(bytes);
            if (count < 0) {
                return true;
            }
            if (fresh) {
                scanner.accept(piece, 0, count);
                running.wrote(count);
            }
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(count, count);
            body.emit(buffer.writeBytes(piece, 0, count));
            progressNanos = System.nanoTime();
        }
        return false;
    }

    /** Like {@link InputStream#read(byte[])}; the end of a process that we end is an end of its output. */
    private int read(InputStream bytes) throws IOException {
        try {
            int count = bytes.read(piece);
            endNanos = System.nanoTime();
            return count;
        } catch (IOException closed) {
            if (killed.get() != null) {
                return -1;
            }
            throw closed;
        }
    }

    private Optional<Throwable> judge(FfmpegProcess gone, int code, boolean atEnd, TimeRange range) {
        if (!atEnd || gone.killedFor().isPresent()) {
            return Optional.of(ended());
        }
        boolean waited = endNanos - progressNanos >= properties.readTimeout().toNanos();
        Optional<FailureException> verdict = ClipVerdict.of(code, gone.stderr().complaints(), waited, scanner, range);
        verdict.ifPresent(failure -> log.warn(
                "clip failed: clip={} code={} exit={} stderr={}",
                request.label(),
                failure.failure().code(),
                code,
                gone.stderr().text()));
        return verdict.map(failure -> repeats(failure, code) ? gaveUp(failure, code) : failure);
    }

    private static boolean repeats(FailureException failure, int code) {
        return failure.failure() == Failure.INTERNAL && ExitClass.of(code) == ExitClass.ERROR;
    }

    private static FailureException gaveUp(FailureException failure, int code) {
        return new FailureException(failure.failure(), failure.detail(), new LastingFailure.GaveUp(code));
    }

    /** What to say about a run that we ended. */
    private Throwable ended() {
        KillReason reason = Optional.ofNullable(killed.get()).orElse(KillReason.OUTPUT_INVALID);
        if (open) {
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

    private Disposable killAfter(Duration time, KillReason reason) {
        return Schedulers.parallel().schedule(() -> kill(reason), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Disposable watchIdle() {
        long idleNanos = properties.idleTimeout().toNanos();
        return Schedulers.parallel()
                .schedulePeriodically(
                        () -> {
                            if (System.nanoTime() - progressNanos > idleNanos) {
                                kill(body.wanted() ? KillReason.SOURCE_STALLED : KillReason.CLIENT_STALLED);
                            }
                        },
                        idleNanos / 4,
                        idleNanos / 4,
                        TimeUnit.NANOSECONDS);
    }
}
