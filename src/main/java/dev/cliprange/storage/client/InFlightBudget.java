package dev.cliprange.storage.client;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the bytes that all reads together have emitted and that are not released yet. While there are few reads, each
 * may have the most that one read is allowed. With more reads, each has an equal share and smaller buffers: hundreds of
 * slow clients need no large ones.
 */
public final class InFlightBudget {

    /** The most bytes of one read of a socket or a file. */
    static final int LARGEST_BUFFER_BYTES = 256 * 1_024;

    private static final int TLS_RECORD_BYTES = 16 * 1_024;
    private static final int SMALLEST_BUFFER_BYTES = 2 * TLS_RECORD_BYTES;
    /** One is sent and one is read. Netty may hold a third one while TLS decodes it into small buffers. */
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

    /** The bytes that one read may have unreleased now. */
    long shareBytes() {
        return (BUFFERS_A_READ - 1) * (long) bufferBytes();
    }

    /** The largest buffer of now. */
    public int bufferBytes() {
        long shareBytes = Math.min(perReadBytes, totalBytes / Math.max(1, reads.get()));
        long wholeRecords = shareBytes / BUFFERS_A_READ / TLS_RECORD_BYTES * TLS_RECORD_BYTES;
        return Math.clamp(wholeRecords, SMALLEST_BUFFER_BYTES, LARGEST_BUFFER_BYTES);
    }

    /** How many buffers certainly fit into that many bytes. */
    int buffersIn(long bytes) {
        return Math.toIntExact(Math.max(0, bytes) / bufferBytes());
    }
}
