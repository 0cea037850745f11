package dev.cliprange.stream;

import dev.cliprange.slice.TaggedLayout;
import java.util.Optional;

/**
 * A layout with the place of its media.
 *
 * @param workKey the object of the work storage that the layout's ranges are of; empty if they are of the source
 */
public record StoredLayout(TaggedLayout file, Optional<String> workKey) {

    /** A layout whose ranges are of the source. */
    public static StoredLayout ofSource(TaggedLayout file) {
        return new StoredLayout(file, Optional.empty());
    }
}
