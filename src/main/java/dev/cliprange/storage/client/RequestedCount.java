package dev.cliprange.storage.client;

import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Operators;

/** How many elements a subscriber has asked for and not got. {@code Long.MAX_VALUE} is without end. */
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
