package dev.cliprange.job;

import dev.cliprange.meter.LatestResult;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Compares the clock of this instance with that of the database. db-scheduler compares the clocks of instances, so a
 * wrong clock moves the time at which another instance takes a job over.
 */
@Component
class ClockCheck {

    static final Duration LARGEST_OFFSET = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(ClockCheck.class);
    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final ClockRepository database;
    private final Clock clock;
    private final LongSupplier nanos;
    private final AtomicBoolean logged = new AtomicBoolean();

    ClockCheck(ClockRepository database, Clock clock, MeterRegistry meters) {
        this.database = database;
        this.clock = clock;
        this.nanos = System::nanoTime;
        var latest = new LatestResult<>(offset(), EVERY, Duration.ZERO);
        JobMeter.CLOCK_OFFSET.gauge(meters, latest, it -> it.get().toNanos() / 1e9);
    }

    /**
     * Returns the clock of the database minus the clock of this instance. Logs a line when it has become too large, and
     * when it is right again.
     */
    Mono<Duration> offset() {
        return Mono.defer(() -> {
                    Instant before = clock.instant();
                    long beforeNanos = nanos.getAsLong();
                    return database.now().map(now -> {
                        // The database has read its clock within this time.
                        Duration took = Duration.ofNanos(nanos.getAsLong() - beforeNanos);
                        return nearest(Duration.between(before, now), took);
                    });
                })
                .timeout(LONGEST)
                .doOnNext(this::note);
    }

    /** The smallest offset that explains what was read. A slow response is no wrong clock. */
    static Duration nearest(Duration sinceBefore, Duration took) {
        if (sinceBefore.isNegative()) {
            return sinceBefore;
        }
        return sinceBefore.compareTo(took) <= 0 ? Duration.ZERO : sinceBefore.minus(took);
    }

    static boolean isTooLarge(Duration offset) {
        return offset.abs().compareTo(LARGEST_OFFSET) > 0;
    }

    private void note(Duration found) {
        boolean wrong = isTooLarge(found);
        if (logged.compareAndSet(!wrong, wrong)) {
            (wrong ? log.atWarn() : log.atInfo())
                    .addKeyValue("offsetSeconds", found.toNanos() / 1e9)
                    .log(
                            wrong
                                    ? "the clock of this instance differs from the clock of the database"
                                    : "the clock of this instance is right again");
        }
    }
}
