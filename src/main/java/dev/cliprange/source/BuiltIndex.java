package dev.cliprange.source;

import dev.cliprange.index.IndexDirectory;
import dev.cliprange.movie.IgnoredTrack;
import java.util.List;

/**
 * An index that was built and is not stored yet.
 *
 * @param pages all of them, one after another; handed over, not shared
 * @param ignored the tracks that clips do not have
 */
@SuppressWarnings("ArrayRecordComponent")
public record BuiltIndex(IndexDirectory directory, byte[] pages, List<IgnoredTrack> ignored) {}
