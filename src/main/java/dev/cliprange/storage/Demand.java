package dev.cliprange.storage;

import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Operators;

/** How many elements a subscriber has asked for and not got. {@code Long.MAX_VALUE} is without end. */
final class Demand {

    private final AtomicLong elements = new AtomicLong();

    void add(long n) {
        elements.updateAndGet(before -> Operators.addCap(before, n));
    }

    void one() {
        elements.updateAndGet(before -> before == Long.MAX_VALUE ? before : before - 1);
    }

    int upTo(int most) {
        return (int) Math.min(most, elements.get());
    }

    boolean isEmpty() {
        return elements.get() == 0;
    }
}
