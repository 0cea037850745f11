package dev.cliprange.storage.client;

import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Operators;

/** The number of elements a subscriber has requested and not received. {@code Long.MAX_VALUE} means unbounded. */
public final class RequestedCount {

    private final AtomicLong elements = new AtomicLong();

    public void add(long n) {
        elements.updateAndGet(before -> Operators.addCap(before, n));
    }

    public void one() {
        elements.updateAndGet(before -> before == Long.MAX_VALUE ? before : before - 1);
    }

    int upTo(int most) {
        return (int) Math.min(most, elements.get());
    }

    public boolean isEmpty() {
        return elements.get() == 0;
    }
}
