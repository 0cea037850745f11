package dev.cliprange.testing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;

/** Waits until a growing value no longer grows. */
public final class Plateau {

    private static final Duration LENGTH = Duration.ofSeconds(1);
    private static final Duration LONGEST_GROWTH = Duration.ofMinutes(1);

    private Plateau() {}

    /**
     * Waits until the value has reached no new maximum for a second.
     *
     * @return the maximum
     */
    public static long await(LongSupplier value) {
        var most = new AtomicLong(Long.MIN_VALUE);
        Awaitility.await().during(LENGTH).atMost(LONGEST_GROWTH).until(() -> {
            long now = value.getAsLong();
            return now <= most.getAndAccumulate(now, Math::max);
        });
        return most.get();
    }
}
