package dev.cliprange.spool;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Limits the bytes of all spools together. A spool releases what it has reserved. */
final class SpoolSpace {

    private final long memoryBytes;
    private final long diskBytes;
    private final AtomicLong memoryUsed = new AtomicLong();
    private final AtomicLong diskUsed = new AtomicLong();
    private final BooleanSupplier eviction;

    /** @param eviction frees the spool that was not read for the longest time; returns false if there is none */
    SpoolSpace(long memoryBytes, long diskBytes, BooleanSupplier eviction) {
        this.memoryBytes = memoryBytes;
        this.diskBytes = diskBytes;
        this.eviction = eviction;
    }

    long memoryBytes() {
        return memoryBytes;
    }

    long diskBytes() {
        return diskBytes;
    }

    boolean reserveMemory(long bytes) {
        return reserve(memoryUsed, bytes, memoryBytes);
    }

    void releaseMemory(long bytes) {
        memoryUsed.addAndGet(-bytes);
    }

    boolean reserveDisk(long bytes) {
        return reserve(diskUsed, bytes, diskBytes);
    }

    void releaseDisk(long bytes) {
        diskUsed.addAndGet(-bytes);
    }

    /** Whether a spool was freed. Closes a file, so it may block. */
    boolean evictOldest() {
        return eviction.getAsBoolean();
    }

    long memoryUsed() {
        return memoryUsed.get();
    }

    long diskUsed() {
        return diskUsed.get();
    }

    private static boolean reserve(AtomicLong used, long bytes, long limit) {
        while (true) {
            long before = used.get();
            if (before + bytes > limit) {
                return false;
            }
            if (used.compareAndSet(before, before + bytes)) {
                return true;
            }
        }
    }
}
