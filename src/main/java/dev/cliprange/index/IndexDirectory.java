package dev.cliprange.index;

import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.timeline.TimeRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The small half of an index: what the source is, and where its pages are.
 *
 * @param container {@code mp4} or {@code mov}
 * @param sourceSizeBytes of the file that was indexed
 * @param durationUs where the last track ends
 * @param tracks video first; a page has the samples of each in the same order
 * @param endUs the last boundary a clip can have: where the longest track ends; the end of the last frame if no track is
 *     more than {@link IndexBuilder#OVERHANG_US} longer
 * @param frames shown in all; packets where there is no video
 * @param pages at least one, the first from 0 on
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

    /** Of directories. Goes up when they are written differently; earlier ones are still read. */
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

    /** The number of the page that covers a time; the last one for a time behind the end. */
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

    /** The number of the page that a frame is shown in; the last one for a number behind the end. */
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

    /** The pages a clip needs: all it takes to plan it. */
    public PageSpan pagesFor(TimeRange range) {
        return pages(pageAt(range.startUs()), pageAt(range.endUs() - 1));
    }

    /** The pages {@code first..last}, both included. */
    public PageSpan pages(int first, int last) {
        long offset = pages.get(first).offsetBytes();
        long end = pages.get(last).offsetBytes() + pages.get(last).lengthBytes();
        return new PageSpan(first, last, new ByteSpan(offset, end - offset));
    }

    /** The first microsecond behind a page: the next one's start, or the last boundary. */
    public long pageEndUs(int page) {
        return page + 1 < pages.size() ? pages.get(page + 1).startUs() : endUs;
    }

    /**
     * Consecutive pages.
     *
     * @param span their bytes in the pages' object
     */
    public record PageSpan(int first, int last, ByteSpan span) {}
}
