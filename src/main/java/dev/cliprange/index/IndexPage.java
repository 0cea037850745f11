package dev.cliprange.index;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.movie.PresentationWindow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** About a minute of a source, with all samples that a clip inside it needs. Immutable. */
public final class IndexPage {

    /**
     * A point snaps to the start of a frame that is at most this far away. This is half of a frame at 5 frames per
     * second. If frames last longer, a point can be inside one.
     */
    static final long SNAP_US = 100_000;

    private final int number;
    private final long startUs;
    private final long endUs;
    private final boolean endsAtFrame;
    private final long firstFrame;
    private final List<TrackDescription> descriptions;
    private final List<TrackSamples> tracks;
    private final long[] frameTimesUs;
    private final long[] syncTimesUs;
    /** The end of the last frame of the source. */
    private final long framesEndUs;

    private IndexPage(IndexDirectory directory, int number, List<TrackSamples> tracks) {
        PageEntry entry = directory.pages().get(number);
        TrackDescription leader = directory.tracks().getFirst();
        this.number = number;
        this.startUs = entry.startUs();
        this.endUs = directory.pageEndUs(number);
        this.endsAtFrame = number + 1 == directory.pages().size()
                || directory.pages().get(number + 1).atFrame();
        this.firstFrame = entry.firstFrame();
        this.descriptions = directory.tracks();
        this.tracks = List.copyOf(tracks);
        this.frameTimesUs = frameTimes(leader, tracks.getFirst(), startUs, number, endUs);
        this.syncTimesUs = syncTimes(leader, tracks.getFirst());
        this.framesEndUs = Math.min(leader.timescale().toUs(leader.endTicks()), directory.endUs());
    }

    /**
     * Encodes the samples of a page, one entry for each track. {@link #decode} reads the bytes.
     *
     * @throws dev.cliprange.mp4.Mp4Exception if a page cannot have these samples
     */
    public static byte[] encode(List<TrackSamples> tracks) {
        return PageCodec.encode(tracks);
    }

    /**
     * Decodes the samples of a page that is in no directory.
     *
     * @param bytes of {@link #encode}, from position to limit; not kept
     * @param tracks one for each track of the page
     * @throws MalformedIndexException if they are not such a page
     */
    public static List<TrackSamples> samples(ByteBuffer bytes, List<TrackDescription> tracks) {
        return PageCodec.decode(bytes, tracks);
    }

    /**
     * Decodes one page.
     *
     * @param bytes the bytes that the directory entry names, from position to limit; not kept
     * @throws MalformedIndexException if they are not that page
     */
    public static IndexPage decode(IndexDirectory directory, int number, ByteBuffer bytes) {
        return new IndexPage(directory, number, PageCodec.decode(bytes, directory.tracks()));
    }

    /**
     * Decodes the pages of one ranged read.
     *
     * @param bytes of {@link IndexDirectory.PageSpan#span()}, from position to limit; not kept
     * @throws MalformedIndexException if they are not those pages
     */
    public static List<IndexPage> decode(IndexDirectory directory, IndexDirectory.PageSpan pages, ByteBuffer bytes) {
        var decoded = new ArrayList<IndexPage>();
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

    /**
     * Returns the boundary of a clip for a point of this page. Candidates are the starts of frames, the end of the last
     * frame, and the ends of the source. The nearest one is returned if it is at most {@link #SNAP_US} away, or if
     * nothing is shown or heard at the point. Otherwise the point itself is returned. It is then inside a long frame,
     * or where only audio is.
     */
    public long nearestBoundaryUs(long timeUs) {
        int at = Arrays.binarySearch(frameTimesUs, timeUs);
        if (at >= 0) {
            return timeUs;
        }
        int next = -at - 1;
        LongStream candidates = LongStream.of(
                next < frameTimesUs.length ? frameTimesUs[next] : endsAtFrame ? endUs : Long.MAX_VALUE,
                next > 0 ? frameTimesUs[next - 1] : Long.MAX_VALUE,
                framesEndUs > startUs && framesEndUs <= endUs ? framesEndUs : Long.MAX_VALUE,
                startsLate() ? 0 : Long.MAX_VALUE);
        // Sorted, so that the earlier one of two equally near candidates wins.
        long nearest = candidates
                .filter(us -> us != Long.MAX_VALUE)
                .sorted()
                .reduce((one, other) -> Math.abs(timeUs - one) <= Math.abs(other - timeUs) ? one : other)
                .orElse(timeUs);
        return Math.abs(nearest - timeUs) > SNAP_US && isFilled(timeUs) ? timeUs : nearest;
    }

    /** Whether other tracks are heard more than {@link #SNAP_US} before the first frame. */
    private boolean startsLate() {
        return number == 0 && (frameTimesUs.length == 0 || frameTimesUs[0] > SNAP_US) && isFilled(0);
    }

    /** Whether a picture is shown at a time of this page, or another track is heard. */
    private boolean isFilled(long timeUs) {
        boolean video = descriptions.getFirst().kind() == TrackKind.VIDEO;
        return (video && frameShownAt(timeUs) < frameAt(timeUs)) || isHeard(timeUs, video ? 1 : 0);
    }

    private boolean isHeard(long timeUs, int firstTrack) {
        return IntStream.range(firstTrack, tracks.size())
                .anyMatch(track -> isHeard(descriptions.get(track), tracks.get(track), timeUs));
    }

    private static boolean isHeard(TrackDescription track, TrackSamples samples, long timeUs) {
        PresentationWindow window = track.window();
        long trackTicks = window.trackTicks(track.timescale().toTicksCeiling(timeUs));
        boolean shown = track.timescale().toUs(window.movieTicks(trackTicks)) <= timeUs && window.shows(trackTicks);
        return shown
                && IntStream.range(0, samples.count())
                        .anyMatch(i -> samples.presentationTicks(i) <= trackTicks
                                && trackTicks < samples.presentationTicks(i) + samples.durationTicks(i));
    }

    /** Returns the number of the first frame that is shown at or after a time inside this page. */
    public long frameAt(long timeUs) {
        int at = Arrays.binarySearch(frameTimesUs, timeUs);
        return firstFrame + (at >= 0 ? at : -at - 1);
    }

    /**
     * Returns the number of the frame that is shown at a time inside this page. If there is none, returns the number of
     * the next one. The frame may have begun in an earlier page.
     */
    public long frameShownAt(long timeUs) {
        int at = Arrays.binarySearch(frameTimesUs, timeUs);
        if (at >= 0 || timeUs >= framesEndUs) {
            return frameAt(timeUs);
        }
        return Math.max(0, firstFrame - at - 2);
    }

    /**
     * Returns the start of a frame of this page. For the number after the last frame of the source, returns the end of
     * that frame.
     */
    public long frameUs(long frame) {
        long index = frame - firstFrame;
        if (index < 0 || index > frameTimesUs.length) {
            throw new IllegalArgumentException("frame: " + frame + " (expected: one of page " + number + ")");
        }
        return index < frameTimesUs.length ? frameTimesUs[(int) index] : framesEndUs;
    }

    /**
     * Returns the presentation time of the sync sample where decoding starts for a time inside this page. It is not
     * later than that time.
     */
    public long syncAtOrBeforeUs(long timeUs) {
        int at = Arrays.binarySearch(syncTimesUs, timeUs);
        int last = at >= 0 ? at : -at - 2;
        return last < 0 ? 0 : Math.max(syncTimesUs[last], 0);
    }

    /** Returns the presentation times of the sync samples of this page, in order. */
    public List<Long> syncTimesUs() {
        return Arrays.stream(syncTimesUs)
                .filter(us -> Arrays.binarySearch(frameTimesUs, us) >= 0)
                .boxed()
                .toList();
    }

    /** The approximate size in memory. */
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
            long us = leader.timescale().toUs(window.movieTicks(ticks));
            boolean inside = us >= (number == 0 ? Math.max(0, startUs) : startUs) && us < endUs;
            if (inside && samples.frame(i) && window.shows(ticks)) {
                times[count++] = us;
            }
        }
        long[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        return sorted;
    }

    /**
     * Returns the sorted presentation times of all sync samples in the page, including those that belong to the pages
     * before and after it.
     */
    private static long[] syncTimes(TrackDescription leader, TrackSamples samples) {
        return IntStream.range(0, samples.count())
                .filter(i -> samples.sync(i) && samples.frame(i))
                .mapToLong(i -> leader.timescale().toUs(leader.window().movieTicks(samples.presentationTicks(i))))
                .sorted()
                .toArray();
    }
}
