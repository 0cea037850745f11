package dev.cliprange.stream;

import dev.cliprange.slice.TaggedLayout;
import java.util.List;

/**
 * A layout with the place of its media.
 *
 * @param workKeys the objects of the work storage that the layout's ranges are of, with offsets as in {@link
 *     dev.cliprange.slice.rendition.PagePlaces}; empty if they are of the source
 */
public record StoredLayout(TaggedLayout file, List<String> workKeys) {

    public StoredLayout {
        workKeys = List.copyOf(workKeys);
    }

    /** A layout whose ranges are of the source. */
    public static StoredLayout ofSource(TaggedLayout file) {
        return new StoredLayout(file, List.of());
    }

    /** A layout whose ranges are of one object of the work storage. */
    public static StoredLayout ofWork(TaggedLayout file, String workKey) {
        return new StoredLayout(file, List.of(workKey));
    }
}
