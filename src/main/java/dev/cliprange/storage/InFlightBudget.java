package dev.cliprange.storage;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bytes all reads together may have handed out and not got back. Each may have as many as one read is allowed, while
 * they are few; from then on, an equal share. Slow clients, of whom there can be hundreds, need no more than one buffer.
 */
final class InFlightBudget {

    /** The largest buffer, one read of a socket or a file. */
    static final int BUFFER_BYTES = 64 * 1_024;

    private final long perReadBytes;
    private final long totalBytes;
    private final AtomicInteger reads = new AtomicInteger();

    InFlightBudget(long perReadBytes, long totalBytes) {
        this.perReadBytes = perReadBytes;
        this.totalBytes = totalBytes;
    }

    void enter() {
        reads.incrementAndGet();
    }

    void leave() {
        reads.decrementAndGet();
    }

    /** What one read may have in flight now. */
    long shareBytes() {
        return Math.min(perReadBytes, Math.max(BUFFER_BYTES, totalBytes / Math.max(1, reads.get())));
    }

    /** How many buffers surely fit; at least one, or a stream would not go on. */
    static int buffersIn(long bytes) {
        return Math.toIntExact(Math.max(1, bytes / BUFFER_BYTES));
    }
}
