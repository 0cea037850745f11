package dev.cliprange.stream;

import dev.cliprange.slice.sequence.SequenceLayout;
import dev.cliprange.source.ReadySource;
import java.util.List;

/**
 * A file whose media is in several places.
 *
 * @param places by the numbers that the layout gives them
 * @param tag the file's entity tag, without quotes
 */
public record JoinedFile(SequenceLayout layout, List<Place> places, String tag) {

    public JoinedFile {
        places = List.copyOf(places);
    }

    /** A place that media is read from. */
    public sealed interface Place {

        record OfSource(ReadySource source) implements Place {}

        /** An object of the work storage. */
        record OfWork(String key) implements Place {}
    }

    /** Returns about how much memory this takes, without the sources, which others have too. */
    int weightBytes() {
        return (int) Math.min(Integer.MAX_VALUE, layout.weightBytes() + 160L * places.size());
    }
}
