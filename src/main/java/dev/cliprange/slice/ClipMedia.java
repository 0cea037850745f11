package dev.cliprange.slice;

import java.util.List;
import java.util.Optional;

/**
 * The tracks of a clip before they are written into a file.
 *
 * @param tracks at least one; the offsets of their samples are offsets in {@code file}
 * @param file the source, or the source with encoded frames inserted
 */
public record ClipMedia(List<ClipTrack> tracks, VirtualFile file) {

    public ClipMedia {
        tracks = List.copyOf(tracks);
    }

    /**
     * Returns the clip as a file.
     *
     * @param maxGapBytes see {@link SlicePlanner}
     */
    public ByteLayout layout(long maxGapBytes) {
        List<List<MediaChunk>> chunks = tracks.stream().map(MediaChunk::of).toList();
        MediaRanges ranges = MediaRanges.of(chunks, maxGapBytes);
        byte[] header = new HeaderWriter(tracks, chunks, ranges).write();
        return new ByteLayout(file.pieces(ranges.spans()), header, Optional.of(ClipTrack.codecs(tracks)));
    }
}
