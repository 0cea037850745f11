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
 * Lets a bounded number of streams run at once, and sees them out when the server stops: new ones are refused while the
 * port is still open, running ones may finish until the deadline, the rest is aborted.
 */
@Component
public class StreamGate implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(StreamGate.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final int maxStreams;
    private final Duration deadline;
    private final Semaphore places;
    private final AtomicBoolean open = new AtomicBoolean();
    private final EndSignal end = new EndSignal();

    StreamGate(LimitProperties limits, DeliveryProperties properties) {
        this.maxStreams = limits.maxStreams();
        this.deadline = properties.shutdownDeadline();
        this.places = new Semaphore(maxStreams);
    }

    /**
     * Runs a stream in a place of its own, given back when it completes, fails or is cancelled.
     *
     * @throws FailureException TOO_BUSY when no place is free, SHUTTING_DOWN when the server is stopping
     */
    public Mono<Void> admit(Mono<Void> stream) {
        return Mono.using(this::enter, places -> end.applyTo(stream), Semaphore::release);
    }

    public int running() {
        return maxStreams - places.availablePermits();
    }

    private Semaphore enter() {
        if (!open.get()) {
            throw shuttingDown();
        }
        if (!places.tryAcquire()) {
            throw new FailureException(
                    Failure.TOO_BUSY, "All " + maxStreams + " streams of this instance are running.", retryAfter(2));
        }
        return places;
    }

    private static FailureException shuttingDown() {
        return new FailureException(
                Failure.SHUTTING_DOWN, "This instance is stopping; another one will answer.", retryAfter(1));
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
        Flux.interval(Duration.ZERO, LOOK_EVERY)
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

    /** The first to stop, before the web server closes its port. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
