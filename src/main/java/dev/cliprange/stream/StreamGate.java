package dev.cliprange.stream;

import dev.cliprange.access.limit.LimitProperties;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.web.EndSignal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Limits the number of concurrent streams, and drains them when the server stops: new ones are rejected while the port
 * is still open, running ones may finish until the deadline, and the others are aborted.
 */
@Component
public class StreamGate implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(StreamGate.class);
    private static final Duration CHECK_EVERY = Duration.ofMillis(50);

    private final int maxStreams;
    private final Duration deadline;
    private final Semaphore permits;
    private final AtomicBoolean open = new AtomicBoolean();
    private final EndSignal end = new EndSignal();

    StreamGate(LimitProperties limits, StreamProperties properties) {
        this.maxStreams = limits.maxStreams();
        this.deadline = properties.shutdownDeadline();
        this.permits = new Semaphore(maxStreams);
    }

    /**
     * Returns the stream, which takes a permit when it is subscribed to and releases it when it completes, fails or is
     * cancelled.
     *
     * @throws FailureException TOO_BUSY if no permit is free, SHUTTING_DOWN if the server is stopping
     */
    Mono<Void> admit(Mono<Void> stream) {
        return Mono.using(this::enter, permit -> end.applyTo(stream), Semaphore::release);
    }

    /**
     * Returns other work of a request that may take long, which ends together with the streams when the server stops. It
     * takes no permit, and the server does not wait for it.
     *
     * @throws FailureException SHUTTING_DOWN if the server stops before the work has ended
     */
    public <T> Mono<T> endAtStop(Mono<T> work) {
        return end.applyTo(work);
    }

    public int running() {
        return maxStreams - permits.availablePermits();
    }

    private Semaphore enter() {
        if (!open.get()) {
            throw shuttingDown();
        }
        if (!permits.tryAcquire()) {
            throw new FailureException(
                    Failure.TOO_BUSY,
                    "All " + maxStreams + " streams of this instance are in use; try again in a moment.",
                    retryAfter(2));
        }
        return permits;
    }

    private static FailureException shuttingDown() {
        return new FailureException(Failure.SHUTTING_DOWN, "This instance is stopping; try again.", retryAfter(1));
    }

    private static Map<String, Object> retryAfter(int seconds) {
        return Map.of("retryAfterSeconds", seconds);
    }

    @Override
    public void start() {
        open.set(true);
    }

    @Override
    public void stop() {
        open.set(false);
    }

    @Override
    public void stop(Runnable finished) {
        stop();
        log.atInfo().addKeyValue("streams", running()).log("waiting for running streams");
        Flux.interval(Duration.ZERO, CHECK_EVERY)
                .takeUntil(tick -> running() == 0)
                .take(deadline)
                .then()
                .doFinally(signal -> {
                    if (running() > 0) {
                        log.atWarn().addKeyValue("streams", running()).log("aborting streams at the deadline");
                    }
                    end.fail(shuttingDown());
                    finished.run();
                })
                .subscribe();
    }

    @Override
    public boolean isRunning() {
        return open.get();
    }

    /** The gate stops first, before the web server closes its port. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
