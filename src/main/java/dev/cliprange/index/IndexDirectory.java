package dev.cliprange.index;

import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.timeline.TimeRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The small part of an index: the properties of the source and the offsets of its pages.
 *
 * @param container {@code mp4} or {@code mov}
 * @param sourceSizeBytes the size of the indexed file
 * @param durationUs the end of the last track
 * @param tracks the video is first; a page has the samples of each track in the same order
 * @param endUs the last boundary that a clip can have: the end of the longest track, or the end of the last frame if no
 *     track is more than {@link IndexBuilder#OVERHANG_US} longer
 * @param frames the number of shown frames; packets if there is no video
 * @param pages at least one; the first begins at 0
 */
public record IndexDirectory(
        String container,
        long sourceSizeBytes,
        long durationUs,
        long endUs,
        long frames,
        Optional<VideoSummary> video,
        List<AudioSummary> audio,
        List<TrackDescription> tracks,
        List<PageEntry> pages) {

    /**
     * The version of encoded directories. It is incremented when the format changes. Earlier versions can still be
     * read.
     */
    public static final int FORMAT_VERSION = 2;

    public IndexDirectory {
        audio = List.copyOf(audio);
        tracks = List.copyOf(tracks);
        pages = List.copyOf(pages);
    }

    public byte[] encode() {
        return DirectoryCodec.encode(this);
    }

    /** @throws MalformedIndexException if the bytes are of no version up to {@link #FORMAT_VERSION} */
    public static IndexDirectory decode(byte[] bytes) {
        return DirectoryCodec.decode(ByteBuffer.wrap(bytes));
    }

    /** Returns the number of the page that contains a time. Returns the last page for a time after the end. */
    public int pageAt(long timeUs) {
        int low = 0;
        int high = pages.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (pages.get(middle).startUs() <= timeUs) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Returns the number of the page in which a frame is shown. Returns the last page for a number after the end. */
    public int pageOfFrame(long frame) {
        int low = 0;
        int high = pages.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (pages.get(middle).firstFrame() <= frame) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Returns the pages that are needed to plan a clip. */
    public PageSpan pagesFor(TimeRange range) {
        return pages(pageAt(range.startUs()), pageAt(range.endUs() - 1));
    }

    /** Returns the pages {@code first..last}, inclusive. */
    public PageSpan pages(int first, int last) {
        long offset = pages.get(first).offsetBytes();
        long end = pages.get(last).offsetBytes() + pages.get(last).lengthBytes();
        return new PageSpan(first, last, new ByteSpan(offset, end - offset));
    }

    /** Returns the first microsecond after a page: the start of the next page, or the last boundary. */
    public long pageEndUs(int page) {
        return page + 1 < pages.size() ? pages.get(page + 1).startUs() : endUs;
    }

    /**
     * Consecutive pages.
     *
     * @param span their bytes in the object that contains all pages
     */
    public record PageSpan(int first, int last, ByteSpan span) {}
}
