package dev.cliprange.source;

import dev.cliprange.index.IndexDirectory;
import dev.cliprange.movie.IgnoredTrack;
import java.util.List;

/**
 * An index that has been built but not stored.
 *
 * @param pages all pages, concatenated; the record owns the array
 * @param ignored the tracks that are not in clips
 */
@SuppressWarnings("ArrayRecordComponent")
public record BuiltIndex(IndexDirectory directory, byte[] pages, List<IgnoredTrack> ignored) {}
