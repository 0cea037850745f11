package dev.cliprange.storage;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;

/**
 * The direct memory of Netty at one moment. Media bytes are read into it.
 *
 * @param maxBytes the limit of this process; at most 0 if there is none
 * @param takenBytes allocated from the system, including the free parts of the pool; negative if Netty does not count
 * @param pooledFreeBytes the free parts of the pool
 */
record DirectMemory(long maxBytes, long takenBytes, long pooledFreeBytes) {

    /** Below a tenth, reads of many connections at once may already fail. */
    private static final int SHORT_SHARE = 10;

    static DirectMemory now() {
        PooledByteBufAllocator pool = PooledByteBufAllocator.DEFAULT;
        return new DirectMemory(
                PlatformDependent.maxDirectMemory(),
                PlatformDependent.usedDirectMemory(),
                Math.max(0, pool.metric().usedDirectMemory() - pool.pinnedDirectMemory()));
    }

    long freeBytes() {
        return Math.max(0, maxBytes - takenBytes + pooledFreeBytes);
    }

    boolean isShort() {
        return maxBytes > 0 && takenBytes >= 0 && freeBytes() < maxBytes / SHORT_SHARE;
    }
}
