package dev.cliprange.delivery;

import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The heap that encoded frames may take while they are made or loaded, whatever is requested at once: 15 % of it, which is
 * enough for one encoding of the largest size.
 */
@Component
class PreciseMemory {

    /** The encoder's file, its samples as they fit the source, and the stored form; or what a storage client copies. */
    private static final int COPIES = 3;

    private static final long HEADER_BYTES = 1 << 20;
    /** No encoder writes more for a pixel than it is in memory. */
    private static final long BYTES_PER_PIXEL = 4;

    private final long mostBytes;
    private final MemoryBudget budget;

    PreciseMemory(PreciseProperties properties) {
        this.mostBytes = properties.mostEncodedBytes();
        this.budget = new MemoryBudget(COPIES * properties.heapBytes(), properties.maxWait());
    }

    /** The most bytes that may be encoded for some frames: the setting, or less if they are few and small. */
    int mostBytes(int frames, int width, int height) {
        long largest = HEADER_BYTES + BYTES_PER_PIXEL * frames * width * height;
        return (int) Math.min(mostBytes, largest);
    }

    /** Encodes and stores up to so many bytes. Fails as {@link MemoryBudget#holding}. */
    <T> Mono<T> encoding(int encodedBytes, Supplier<Mono<T>> work) {
        return budget.holding((long) COPIES * encodedBytes, work);
    }

    /** Loads what was encoded. Its size is not known yet, so it counts as the largest. Fails as {@link MemoryBudget#holding}. */
    <T> Mono<T> loading(Supplier<Mono<T>> work) {
        return budget.holding(COPIES * mostBytes, work);
    }

    /** The bytes that are taken now. */
    long usedBytes() {
        return budget.usedBytes();
    }
}
