package dev.cliprange.index;

import dev.cliprange.mp4.PresentationWindow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** About a minute of a source: all samples that a clip inside it needs. Immutable. */
public final class Page {

    private final int number;
    private final long endUs;
    private final long firstFrame;
    private final List<TrackSamples> tracks;
    private final long[] frameTimesUs;
    private final long[] syncTimesUs;

    Page(int number, long startUs, long endUs, long firstFrame, TrackDescription leader, List<TrackSamples> tracks) {
        this.number = number;
        this.endUs = endUs;
        this.firstFrame = firstFrame;
        this.tracks = List.copyOf(tracks);
        this.frameTimesUs = frameTimes(leader, tracks.getFirst(), startUs, number, endUs);
        this.syncTimesUs = syncTimes(leader, tracks.getFirst());
    }

    /**
     * Reads one page.
     *
     * @param bytes what the directory's entry names, from position to limit; not kept
     * @throws MalformedIndexException if they are not that page
     */
    public static Page decode(IndexDirectory directory, int number, ByteBuffer bytes) {
        PageEntry entry = directory.pages().get(number);
        List<TrackSamples> tracks = PageCodec.decode(bytes, directory.tracks());
        return new Page(
                number,
                entry.startUs(),
                directory.pageEndUs(number),
                entry.firstFrame(),
                directory.tracks().getFirst(),
                tracks);
    }

    /**
     * Reads the pages of one ranged read.
     *
     * @param bytes of {@link IndexDirectory.PageSpan#span()}, from position to limit; not kept
     * @throws MalformedIndexException if they are not those pages
     */
    public static List<Page> decode(IndexDirectory directory, IndexDirectory.PageSpan pages, ByteBuffer bytes) {
        var decoded = new ArrayList<Page>();
        if (bytes.remaining() != pages.span().lengthBytes()) {
            throw new MalformedIndexException("pages of " + bytes.remaining() + " bytes (expected: "
                    + pages.span().lengthBytes() + ")");
        }
        for (int number = pages.first(); number <= pages.last(); number++) {
            PageEntry entry = directory.pages().get(number);
            int at =
                    bytes.position() + (int) (entry.offsetBytes() - pages.span().offsetBytes());
            decoded.add(decode(directory, number, bytes.slice(at, entry.lengthBytes())));
        }
        return decoded;
    }

    public int number() {
        return number;
    }

    /** In the order of the directory's tracks. */
    public List<TrackSamples> tracks() {
        return tracks;
    }

    /** The boundary a clip can have that is nearest to a time inside this page: a frame's start, or the page's end. */
    public long nearestBoundaryUs(long timeUs) {
        int at = Arrays.binarySearch(frameTimesUs, timeUs);
        if (at >= 0) {
            return timeUs;
        }
        int next = -at - 1;
        long after = next < frameTimesUs.length ? frameTimesUs[next] : endUs;
        long before = next > 0 ? frameTimesUs[next - 1] : after;
        return timeUs - before <= after - timeUs ? before : after;
    }

    /** The number of the first frame shown at or after a time inside this page. */
    public long frameAt(long timeUs) {
        int at = Arrays.binarySearch(frameTimesUs, timeUs);
        return firstFrame + (at >= 0 ? at : -at - 1);
    }

    /** When a frame of this page is shown; the page's end for the number behind its last frame. */
    public long frameUs(long frame) {
        long index = frame - firstFrame;
        if (index < 0 || index > frameTimesUs.length) {
            throw new IllegalArgumentException("frame: " + frame + " (expected: one of page " + number + ")");
        }
        return index < frameTimesUs.length ? frameTimesUs[(int) index] : endUs;
    }

    /** When the sync sample is shown that decoding starts at for a time inside this page; at most that time. */
    public long syncAtOrBeforeUs(long timeUs) {
        int at = Arrays.binarySearch(syncTimesUs, timeUs);
        int last = at >= 0 ? at : -at - 2;
        return last < 0 ? 0 : Math.max(syncTimesUs[last], 0);
    }

    /** When the sync samples of this page are shown, in order. */
    public List<Long> syncTimesUs() {
        return Arrays.stream(syncTimesUs)
                .filter(us -> Arrays.binarySearch(frameTimesUs, us) >= 0)
                .boxed()
                .toList();
    }

    /** About how much memory the page takes. */
    public int weightBytes() {
        return 128
                + 8 * (frameTimesUs.length + syncTimesUs.length)
                + tracks.stream().mapToInt(TrackSamples::weightBytes).sum();
    }

    private static long[] frameTimes(
            TrackDescription leader, TrackSamples samples, long startUs, int number, long endUs) {
        PresentationWindow window = leader.window();
        var times = new long[samples.count()];
        int count = 0;
        for (int i = 0; i < samples.count(); i++) {
            long ticks = samples.presentationTicks(i);
            long us = leader.timescale().toUs(ticks);
            boolean inside = us >= (number == 0 ? Math.max(0, startUs) : startUs) && us < endUs;
            if (inside && samples.frame(i) && ticks >= window.startTicks() && ticks < window.endTicks()) {
                times[count++] = us;
            }
        }
        long[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        return sorted;
    }

    /** Of every sync sample the page holds, also of those that belong to its neighbours; in order. */
    private static long[] syncTimes(TrackDescription leader, TrackSamples samples) {
        return IntStream.range(0, samples.count())
                .filter(i -> samples.sync(i) && samples.frame(i))
                .mapToLong(i -> leader.timescale().toUs(samples.presentationTicks(i)))
                .sorted()
                .toArray();
    }
}
