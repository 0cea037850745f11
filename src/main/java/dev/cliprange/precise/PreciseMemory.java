package dev.cliprange.precise;

import dev.cliprange.memory.MemoryPermits;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Bounds the heap that encoded frames take while they are encoded or loaded: 15 % for all requests together, which is
 * enough for one encoding of the largest size.
 */
@Component
class PreciseMemory {

    /** A request that waits takes little memory. */
    private static final int MOST_WAITING = 64;

    private static final long HEADER_BYTES = 1 << 20;
    /** An encoded pixel is never larger than a pixel in memory. */
    private static final long BYTES_PER_PIXEL = 4;

    private final long mostBytes;
    private final long mostLoadedBytes;
    private final MemoryPermits permits;

    PreciseMemory(PreciseProperties properties) {
        this.mostBytes = properties.mostEncodedBytes();
        this.mostLoadedBytes = properties.heapBytes();
        this.permits = new MemoryPermits(properties.workBytes(), properties.maxWait(), MOST_WAITING);
    }

    /** The most bytes that may be encoded for some frames: the setting, or less if they are few and small. */
    int mostBytes(int frames, int width, int height) {
        long largest = HEADER_BYTES + BYTES_PER_PIXEL * frames * width * height;
        return (int) Math.min(mostBytes, largest);
    }

    /** Runs work that encodes and stores at most {@code encodedBytes}. Fails as {@link MemoryPermits#with}. */
    <T> Mono<T> encoding(int encodedBytes, Supplier<Mono<T>> work) {
        return permits.with((long) PreciseProperties.COPIES * encodedBytes, Mono.defer(work));
    }

    /**
     * The most bytes that may be loaded at once. An instance with a larger heap may have stored more, and so may one
     * with another {@code cliprange.precise.max-encoded}.
     */
    long mostLoadedBytes() {
        return mostLoadedBytes;
    }

    /** Runs work that loads encoded edges, up to {@link #mostLoadedBytes()}. Fails as {@link MemoryPermits#with}. */
    <T> Mono<T> loading(long storedBytes, Supplier<Mono<T>> work) {
        return permits.with(PreciseProperties.COPIES * storedBytes, Mono.defer(work));
    }

    /** Returns the bytes that are taken now. */
    long usedBytes() {
        return permits.totalBytes() - permits.freeBytes();
    }
}
