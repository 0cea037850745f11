package dev.cliprange.slice.segment;

import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The boundaries between segments of a source. They are chosen page by page, from the samples of the first track, so no
 * clip, form or instance changes them, and no page but its own is read for a boundary.
 */
public final class SegmentGrid {

    /** Part of every stream's version. It must change if the same clip gets other segments, bytes or playlists. */
    public static final int FORMAT_VERSION = 3;

    /** The shortest duration of a segment within a page. */
    public static final long TARGET_US = 4_000_000;

    /** A shorter segment is joined to its neighbour, because players stall on very short ones. */
    public static final long SHORTEST_US = 1_000_000;

    private final IndexDirectory directory;
    private final TrackDescription track;
    private final IndexPage page;
    private final TrackSamples samples;

    private SegmentGrid(IndexDirectory directory, IndexPage page) {
        this.directory = directory;
        this.track = directory.tracks().getFirst();
        this.page = page;
        this.samples = page.tracks().getFirst();
    }

    /**
     * Returns the boundaries of a page in order. The start of the page is one if a sync sample is shown there. The next
     * one is the first sync sample at least {@link #TARGET_US} later; up to twice that, one without leading pictures is
     * preferred.
     */
    public static List<GridPoint> of(IndexDirectory directory, IndexPage page) {
        return new SegmentGrid(directory, page).points();
    }

    private List<GridPoint> points() {
        long startUs = directory.pages().get(page.number()).startUs();
        long endUs = directory.pageEndUs(page.number());
        List<Integer> candidates = candidates(startUs, endUs);
        var points = new ArrayList<GridPoint>();
        int next = 0;
        while (next < candidates.size()) {
            int chosen = points.isEmpty()
                    ? next
                    : preferred(candidates, next, us(points.getLast().ticks()));
            int sample = candidates.get(chosen);
            boolean tooLate = !points.isEmpty() && endUs - us(samples.presentationTicks(sample)) < SHORTEST_US;
            if (tooLate) {
                break;
            }
            points.add(point(sample));
            long earliestUs = us(points.getLast().ticks()) + TARGET_US;
            next = chosen + 1;
            while (next < candidates.size() && us(samples.presentationTicks(candidates.get(next))) < earliestUs) {
                next++;
            }
        }
        return points;
    }

    /** Returns the first candidate, or a later one without leading pictures. */
    private int preferred(List<Integer> candidates, int first, long lastUs) {
        for (int i = first; i < candidates.size(); i++) {
            if (us(samples.presentationTicks(candidates.get(i))) > lastUs + 2 * TARGET_US) {
                break;
            }
            if (!hasLeading(samples, candidates.get(i))) {
                return i;
            }
        }
        return first;
    }

    /** Returns the sync samples that are shown in the page, in decode order and in presentation order. */
    private List<Integer> candidates(long startUs, long endUs) {
        List<Integer> shown = IntStream.range(0, samples.count())
                .filter(i -> samples.sync(i) && samples.frame(i))
                .filter(i -> track.window().shows(samples.presentationTicks(i)))
                .filter(i -> us(samples.presentationTicks(i)) >= startUs && us(samples.presentationTicks(i)) < endUs)
                .boxed()
                .sorted(Comparator.comparingLong(samples::presentationTicks))
                .toList();
        var ordered = new ArrayList<Integer>();
        for (int sample : shown) {
            if (ordered.isEmpty() || sample > ordered.getLast()) {
                ordered.add(sample);
            }
        }
        return ordered;
    }

    /**
     * Returns whether samples after a sync sample are shown before it.
     *
     * @param sync the index of the sync sample
     */
    public static boolean hasLeading(TrackSamples samples, int sync) {
        for (int i = sync + 1; i < samples.count() && !samples.sync(i); i++) {
            if (samples.picture(i) && samples.presentationTicks(i) < samples.presentationTicks(sync)) {
                return true;
            }
        }
        return false;
    }

    private GridPoint point(int sample) {
        return new GridPoint(samples.firstNumber() + sample, samples.presentationTicks(sample));
    }

    private long us(long ticks) {
        return track.timescale().toUs(track.window().movieTicks(ticks));
    }
}
