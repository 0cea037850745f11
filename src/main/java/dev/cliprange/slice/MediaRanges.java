package dev.cliprange.slice;

import dev.cliprange.timeline.ByteSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The ranges of the source that make up a clip's {@code mdat}. Maps offsets in the source to offsets in the clip. */
public final class MediaRanges {

    private final List<ByteSpan> spans;
    private final long[] starts;

    private MediaRanges(List<ByteSpan> spans) {
        this.spans = List.copyOf(spans);
        this.starts = new long[spans.size() + 1];
        for (int i = 0; i < spans.size(); i++) {
            starts[i + 1] = starts[i] + spans.get(i).lengthBytes();
        }
    }

    /** @param maxGapBytes the largest gap between two chunks that is sent instead of making a second request */
    public static MediaRanges of(List<List<MediaChunk>> tracks, long maxGapBytes) {
        var chunks = new ArrayList<MediaChunk>();
        tracks.forEach(chunks::addAll);
        chunks.removeIf(chunk -> chunk.offsetBytes() == chunk.endBytes());
        chunks.sort(Comparator.comparingLong(MediaChunk::offsetBytes));
        var spans = new ArrayList<ByteSpan>();
        long start = -1;
        long end = -1;
        for (MediaChunk chunk : chunks) {
            if (start >= 0 && chunk.offsetBytes() - end > maxGapBytes) {
                spans.add(new ByteSpan(start, end - start));
                start = -1;
            }
            end = start < 0 ? chunk.endBytes() : Math.max(end, chunk.endBytes());
            start = start < 0 ? chunk.offsetBytes() : start;
        }
        if (start >= 0) {
            spans.add(new ByteSpan(start, end - start));
        }
        return new MediaRanges(spans);
    }

    /** Returns the ranges of media that is a file of its own: one range with all bytes. */
    public static MediaRanges whole(long lengthBytes) {
        return new MediaRanges(List.of(new ByteSpan(0, lengthBytes)));
    }

    public List<ByteSpan> spans() {
        return spans;
    }

    public long lengthBytes() {
        return starts[spans.size()];
    }

    /**
     * Returns the offset of a source byte after the first media byte. Returns 0 for an empty chunk outside all ranges.
     */
    public long position(long sourceOffsetBytes) {
        int low = 0;
        int high = spans.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (spans.get(middle).offsetBytes() <= sourceOffsetBytes) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        if (spans.isEmpty()) {
            return 0;
        }
        long within = sourceOffsetBytes - spans.get(low).offsetBytes();
        return starts[low] + Math.clamp(within, 0, spans.get(low).lengthBytes());
    }
}
