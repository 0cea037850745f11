package dev.cliprange.movie;

import dev.cliprange.timeline.ByteSpan;
import java.util.List;

/** What {@link Mp4Reader} says after each step. */
public sealed interface ReadStep {

    /**
     * These bytes are needed; they may be read in parallel and in any order.
     *
     * @param spans at least one, each inside the file
     */
    record NeedBytes(List<ByteSpan> spans) implements ReadStep {
        public NeedBytes {
            spans = List.copyOf(spans);
        }
    }

    /** The file is read. */
    record Complete(Movie movie) implements ReadStep {}
}
