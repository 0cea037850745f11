package dev.cliprange.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import reactor.core.scheduler.Schedulers;

/**
 * Makes this instance take no job for a short time, so that another instance takes what this one cannot do. Without it,
 * the instance that polls first would take the same job again and again.
 */
final class StepBack {

    /** Most of the time this instance takes jobs, also if it is the only one. */
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Supplier<Scheduler> scheduler;
    private final Clock clock;
    private final Duration time;
    private final AtomicReference<Instant> last = new AtomicReference<>(Instant.MIN);

    StepBack(Supplier<Scheduler> scheduler, Clock clock, Duration time) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.time = time;
    }

    /** Returns false if the last time was less than a minute ago. Jobs that run are not affected. */
    boolean begin() {
        Instant now = clock.instant();
        Instant before = last.get();
        if (before.isAfter(now.minus(EVERY)) || !last.compareAndSet(before, now)) {
            return false;
        }
        scheduler.get().pause();
        Schedulers.parallel().schedule(() -> scheduler.get().resume(), time.toMillis(), TimeUnit.MILLISECONDS);
        return true;
    }
}
