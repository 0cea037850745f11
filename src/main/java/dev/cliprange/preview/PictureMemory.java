package dev.cliprange.preview;

import dev.cliprange.memory.MemoryPermits;
import dev.cliprange.source.SourceMedia;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Bounds the heap that pictures take while they are made, loaded and sent. */
@Component
class PictureMemory {

    /** A request that waits takes little memory. */
    private static final int MOST_WAITING = 64;

    private static final int HEADER_BYTES = 64 * 1024;
    private static final long LARGEST_BYTES = 16L << 20;

    private final MemoryPermits permits;

    PictureMemory(PreviewProperties properties) {
        this.permits = new MemoryPermits(Math.max(1, properties.memory().bytes()), properties.maxWait(), MOST_WAITING);
    }

    /**
     * Returns the most bytes of a picture: two per pixel. Noise takes about one in the quality that is used here.
     *
     * @param width of the picture, from {@link #width}
     */
    static int mostBytes(SourceMedia.Video video, int width) {
        boolean lying = isTurned(video);
        double shape = (double) (lying ? video.width() : video.height()) / (lying ? video.height() : video.width());
        return (int) Math.min(LARGEST_BYTES, HEADER_BYTES + 2L * width * Math.max(1, Math.round(width * shape)));
    }

    /** Returns the width that a picture gets: the wanted one, or that of the source if it is smaller. Even. */
    static int width(SourceMedia.Video video, int wanted) {
        int upright = isTurned(video) ? video.height() : video.width();
        return Math.max(2, Math.min(wanted, upright) & ~1);
    }

    private static boolean isTurned(SourceMedia.Video video) {
        return video.rotation() % 180 != 0;
    }

    /** Runs work that holds a picture. Fails as {@link MemoryPermits#with}. */
    <T> Mono<T> with(int mostBytes, Supplier<Mono<T>> work) {
        return permits.with(mostBytes / 2, Mono.defer(work));
    }
}
