package dev.cliprange.movie;

import dev.cliprange.timeline.ByteSpan;
import java.util.List;

/** The result of one step of {@link Mp4Reader}. */
public sealed interface ReadStep {

    /**
     * The reader needs these bytes. They may be read in parallel and in any order.
     *
     * @param spans at least one, each inside the file
     */
    record NeedBytes(List<ByteSpan> spans) implements ReadStep {
        public NeedBytes {
            spans = List.copyOf(spans);
        }
    }

    /** The reader is done. */
    record Complete(Movie movie) implements ReadStep {}
}
