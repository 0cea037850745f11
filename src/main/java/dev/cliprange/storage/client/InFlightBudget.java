package dev.cliprange.storage.client;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bytes all reads together may have handed out and not got back. Each may have as many as one read is allowed, while
 * they are few; from then on, an equal share, and smaller buffers with it: slow clients, of whom there can be hundreds, need no
 * large ones.
 */
public final class InFlightBudget {

    /** No read of a socket or a file is for more. */
    static final int LARGEST_BUFFER_BYTES = 256 * 1_024;

    private static final int TLS_RECORD_BYTES = 16 * 1_024;
    private static final int SMALLEST_BUFFER_BYTES = 2 * TLS_RECORD_BYTES;
    /** One is sent, one is read; and Netty may hold a third, when TLS has made many small ones of it. */
    private static final int BUFFERS_A_READ = 3;

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

    /** What one read may have handed out and not got back now. */
    long shareBytes() {
        return (BUFFERS_A_READ - 1) * (long) bufferBytes();
    }

    /** How large a buffer may be now. */
    public int bufferBytes() {
        long shareBytes = Math.min(perReadBytes, totalBytes / Math.max(1, reads.get()));
        long wholeRecords = shareBytes / BUFFERS_A_READ / TLS_RECORD_BYTES * TLS_RECORD_BYTES;
        return Math.clamp(wholeRecords, SMALLEST_BUFFER_BYTES, LARGEST_BUFFER_BYTES);
    }

    /** How many buffers surely fit into that many bytes of it. */
    int buffersIn(long bytes) {
        return Math.toIntExact(Math.max(0, bytes) / bufferBytes());
    }
}
