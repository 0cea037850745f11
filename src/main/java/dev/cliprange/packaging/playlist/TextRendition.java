package dev.cliprange.packaging.playlist;

import org.jspecify.annotations.Nullable;

/**
 * One text track as a single WebVTT file that covers the whole clip.
 *
 * @param id part of the URIs; lower-case letters, digits, {@code -} and {@code _}
 * @param name for people; the writers number equal names
 * @param language a tag of BCP 47, see {@link Languages}; null if it is not known
 * @param sizeBytes of the file, or an upper bound, at least 1
 */
public record TextRendition(
        String id, String name, @Nullable String language, long sizeBytes) {

    /** @throws IllegalArgumentException if the id does not fit its grammar, or the size is not positive */
    public TextRendition {
        StreamFile.checkId(id);
        if (sizeBytes < 1) {
            throw new IllegalArgumentException("sizeBytes: " + sizeBytes + " (expected: >= 1)");
        }
    }
}
