package dev.cliprange.ffmpeg;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolAcquirePendingLimitException;
import reactor.pool.PoolAcquireTimeoutException;
import reactor.pool.PoolBuilder;
import reactor.pool.PoolShutdownException;

/**
 * The permits to run a process, and a bounded queue for them. What reactor-pool hands out are empty objects; what is
 * counted is how many are out.
 */
public final class FfmpegPool implements AutoCloseable {

    private static final int RETRY_AFTER_SECONDS = 1;

    private final FfmpegProperties properties;
    private final MeterRegistry meters;
    private final InstrumentedPool<Object> permits;
    private final Counter rejected;
    private final Timer queueWait;
    private final Set<FfmpegProcess> processes = ConcurrentHashMap.newKeySet();

    public FfmpegPool(FfmpegProperties properties, MeterRegistry meters) {
        this.properties = properties;
        this.meters = meters;
        this.permits = PoolBuilder.from(Mono.fromSupplier(Object::new))
                .sizeBetween(0, properties.permits())
                .maxPendingAcquire(properties.queue())
                .buildPool();
        this.rejected = Counter.builder(FfmpegMeter.REJECTED.meterName())
                .description("Requests turned away because all processes were busy")
                .register(meters);
        this.queueWait = Timer.builder(FfmpegMeter.QUEUE_WAIT.meterName())
                .description("Wait for a process, of those who got one")
                .register(meters);
        gauge(FfmpegMeter.ACTIVE, FfmpegPool::active);
        gauge(FfmpegMeter.QUEUED, FfmpegPool::waiting);
        gauge(FfmpegMeter.PERMITS, pool -> pool.properties.permits());
        gauge(FfmpegMeter.MEMORY_RESIDENT, FfmpegPool::residentBytes);
    }

    /**
     * A permit, now or within the longest wait. Whoever gets it gives it back by {@link FfmpegPermit#release()}, which
     * counts once; a cancelled wait has nothing to give back.
     *
     * <p>Fails with {@link Failure#TOO_BUSY} at once when the queue is full, else after the longest wait.
     */
    Mono<FfmpegPermit> acquire() {
        return Mono.defer(() -> {
                    long asked = System.nanoTime();
                    return permits.acquire(properties.maxWait()).map(permit -> {
                        Duration waited = Duration.ofNanos(System.nanoTime() - asked);
                        queueWait.record(waited);
                        return new FfmpegPermit(permit, waited);
                    });
                })
                .onErrorMap(FfmpegPool::isRefusal, refusal -> refuse())
                .onErrorMap(PoolShutdownException.class, down -> shuttingDown());
    }

    /** Everything about the pool that an operator asks for. Reads a small file of the kernel's per process. */
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

    /** Hands out nothing more, turns the waiting away, and ends what still runs. Returns at once. */
    @Override
    public void close() {
        permits.disposeLater().subscribe();
        processes.forEach(process -> process.kill(KillReason.CANCELLED));
    }

    void started(FfmpegProcess process) {
        processes.add(process);
    }

    void ended(FfmpegProcess process, ExitClass exit) {
        processes.remove(process);
        count(exit);
        process.killedFor()
                .ifPresent(reason -> meters.counter(FfmpegMeter.KILLED.meterName(), "reason", reason.tag())
                        .increment());
    }

    void count(ExitClass exit) {
        meters.counter(FfmpegMeter.EXIT.meterName(), "code", exit.tag()).increment();
    }

    private int active() {
        return permits.metrics().acquiredSize();
    }

    private int waiting() {
        return permits.metrics().pendingAcquireSize();
    }

    private long residentBytes() {
        return processes.stream().mapToLong(FfmpegProcess::residentBytes).sum();
    }

    private FailureException refuse() {
        rejected.increment();
        return new FailureException(
                Failure.TOO_BUSY,
                "All FFmpeg processes of this instance are busy. Try again in a moment.",
                Map.of("retryAfterSeconds", RETRY_AFTER_SECONDS));
    }

    private static FailureException shuttingDown() {
        return new FailureException(Failure.SHUTTING_DOWN, "This instance is going down. Ask again.");
    }

    private void gauge(FfmpegMeter meter, ToDoubleFunction<FfmpegPool> value) {
        Gauge.builder(meter.meterName(), this, value).register(meters);
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof PoolAcquirePendingLimitException || failure instanceof PoolAcquireTimeoutException;
    }
}
