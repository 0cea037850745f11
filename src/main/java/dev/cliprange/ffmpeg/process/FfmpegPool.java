package dev.cliprange.ffmpeg.process;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import reactor.core.publisher.Mono;

/**
 * The permits to run a process, and a bounded queue of each {@link Share} for them. Limits the memory of each process.
 */
public final class FfmpegPool implements AutoCloseable {

    private static final int RETRY_AFTER_SECONDS = 1;
    /** More than the tasks that read sources at once. */
    private static final int BACKGROUND_QUEUE = 64;

    private final FfmpegProperties properties;
    private final MeterRegistry meters;
    private final PermitQueue permits;
    private final MemoryLimit memory;
    private final Counter rejected;
    private final Counter holderRejected;
    private final Timer queueWait;
    private final Set<FfmpegProcess> processes = ConcurrentHashMap.newKeySet();

    public FfmpegPool(FfmpegProperties properties, MeterRegistry meters) {
        this.properties = properties;
        this.meters = meters;
        this.permits = new PermitQueue(properties.permits());
        this.memory = new MemoryLimit(properties.memoryBytes());
        MemoryLimit.prepare();
        this.rejected = FfmpegMeter.REJECTED.counter(meters);
        this.holderRejected = FfmpegMeter.HOLDER_REJECTED.counter(meters);
        this.queueWait = FfmpegMeter.QUEUE_WAIT.timer(meters);
        for (ExitClass exit : ExitClass.values()) {
            exits(exit);
        }
        for (KillReason reason : KillReason.values()) {
            kills(reason);
        }
        gauge(FfmpegMeter.ACTIVE, FfmpegPool::active);
        gauge(FfmpegMeter.QUEUED, FfmpegPool::waiting);
        gauge(FfmpegMeter.PERMITS, pool -> pool.properties.permits());
        gauge(FfmpegMeter.MEMORY_RESIDENT, FfmpegPool::residentBytes);
    }

    /**
     * A permit, now or within the longest wait. The subscriber releases it by {@link FfmpegPermit#release()}, which
     * counts once; a cancelled wait has nothing to release.
     *
     * <p>The holder has a limit. Beyond it, the request waits until one of the holder's processes has ended.
     *
     * <p>Fails with {@link Failure#TOO_BUSY} at once if the queue of the share or the part of the holder is full,
     * otherwise after the longest wait. That is the one of the settings; for background work it is the longest life of
     * a probe. Fails with {@link Failure#SHUTTING_DOWN} after {@link #close()}.
     */
    public Mono<FfmpegPermit> acquire(Share share, ProcessHolder holder) {
        List<ProcessHolder.Limited> limits = holder.limits(properties);
        return switch (share) {
            case VIEWER, ENCODING ->
                new PermitMono(permits, share, limits, properties.queue(), properties.maxWait(), this::refuse)
                        .doOnNext(permit -> queueWait.record(permit.waited()));
            case BACKGROUND ->
                new PermitMono(permits, share, limits, BACKGROUND_QUEUE, properties.probeDeadline(), this::refuse);
        };
    }

    /** The state of the pool for operators. Reads a small file of the kernel for each process. */
    public FfmpegSnapshot snapshot() {
        long now = System.nanoTime();
        var running = processes.stream()
                .sorted(Comparator.comparingLong((FfmpegProcess process) -> process.startedNanos()))
                .map(process -> process.describe(now))
                .toList();
        long resident = running.stream()
                .mapToLong(FfmpegSnapshot.RunningProcess::residentBytes)
                .sum();
        int active = active();
        int all = properties.permits();
        return new FfmpegSnapshot(active, waiting(), all, (double) active / all, resident, running);
    }

    /** Grants no more permits, rejects the waiting requests, and ends the running processes. Returns at once. */
    @Override
    public void close() {
        permits.close(FfmpegPool::shuttingDown);
        processes.forEach(process -> process.kill(KillReason.CANCELLED));
    }

    void started(FfmpegProcess process) {
        processes.add(process);
        memory.limit(process.pid());
    }

    void ended(FfmpegProcess process) {
        processes.remove(process);
    }

    void count(FfmpegProcess process, ExitClass exit) {
        count(exit);
        process.killedFor().ifPresent(reason -> kills(reason).increment());
    }

    void count(ExitClass exit) {
        exits(exit).increment();
    }

    private int active() {
        return permits.running();
    }

    private int waiting() {
        return permits.waiting();
    }

    private long residentBytes() {
        return processes.stream().mapToLong(FfmpegProcess::residentBytes).sum();
    }

    /** True if no client and no key has a permit that is counted. */
    boolean isHeldByNone() {
        return permits.isHeldByNone();
    }

    private FailureException refuse(Optional<ProcessHolder.Limited> full) {
        return full.map(this::refuseHolder).orElseGet(this::refuse);
    }

    private FailureException refuseHolder(ProcessHolder.Limited holder) {
        holderRejected.increment();
        return new FailureException(
                Failure.TOO_BUSY,
                "This " + holder.what() + " has all the FFmpeg processes that one " + holder.what()
                        + " may have at once. The limit is " + holder.most()
                        + ", and a part of it for precise clips. Try again when one of them has ended.",
                Map.of("retryAfterSeconds", RETRY_AFTER_SECONDS));
    }

    private FailureException refuse() {
        rejected.increment();
        return new FailureException(
                Failure.TOO_BUSY,
                "All FFmpeg processes of this instance are busy. Try again in a moment.",
                Map.of("retryAfterSeconds", RETRY_AFTER_SECONDS));
    }

    private static FailureException shuttingDown() {
        return new FailureException(Failure.SHUTTING_DOWN, "This instance is stopping. Try again.");
    }

    private void gauge(FfmpegMeter meter, ToDoubleFunction<FfmpegPool> value) {
        meter.gauge(meters, this, value);
    }

    private Counter exits(ExitClass exit) {
        return FfmpegMeter.EXIT.counter(meters, "code", exit.tag());
    }

    private Counter kills(KillReason reason) {
        return FfmpegMeter.KILLED.counter(meters, "reason", reason.tag());
    }
}
