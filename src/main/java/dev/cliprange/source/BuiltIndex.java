package dev.cliprange.source;

import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.TextIndex;
import dev.cliprange.movie.IgnoredTrack;
import java.util.List;

/**
 * An index that has been built but not stored.
 *
 * @param pages all pages, concatenated; the record owns the array
 * @param texts where the samples of the text tracks are
 * @param ignored the tracks that are not in clips
 */
@SuppressWarnings("ArrayRecordComponent")
public record BuiltIndex(IndexDirectory directory, byte[] pages, TextIndex texts, List<IgnoredTrack> ignored) {}
