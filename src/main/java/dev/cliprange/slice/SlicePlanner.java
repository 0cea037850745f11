package dev.cliprange.slice;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.timeline.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Plans clips. It has one setting and no state. */
public final class SlicePlanner {

    /** Part of every clip's version. It must change if the same range of the same source gives different bytes. */
    public static final int FORMAT_VERSION = 3;

    /** 256 kB. Sending this many bytes takes less time than a second request to an object store. */
    public static final long DEFAULT_MAX_GAP_BYTES = 256 << 10;

    private final long maxGapBytes;

    /**
     * Creates a planner.
     *
     * @param maxGapBytes the largest gap between needed bytes that is sent too; a larger one splits the source range.
     *     The bytes of a clip depend on it.
     */
    public SlicePlanner(long maxGapBytes) {
        if (maxGapBytes < 0) {
            throw new IllegalArgumentException("maxGapBytes: " + maxGapBytes + " (expected: >= 0)");
        }
        this.maxGapBytes = maxGapBytes;
    }

    /**
     * Returns the layout of a clip. A track without anything in the range is left out, even if it is the video.
     *
     * @param pages those that {@link IndexDirectory#pagesFor} names, in order
     * @throws FailureException {@link Failure#RANGE_EMPTY} if nothing is shown or heard in the range
     * @throws IllegalArgumentException if the pages do not cover the range
     */
    public ByteLayout plan(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        return media(directory, pages, range).layout(maxGapBytes);
    }

    /** As {@link #plan}, with the audio tracks only. */
    public ByteLayout planAudio(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        return media(directory, pages, range, track -> track.kind() == TrackKind.AUDIO)
                .layout(maxGapBytes);
    }

    /** Returns the tracks of a clip; parameters and failures are those of {@link #plan}. */
    public static ClipMedia media(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        return media(directory, pages, range, track -> true);
    }

    private static ClipMedia media(
            IndexDirectory directory, List<IndexPage> pages, TimeRange range, Predicate<TrackDescription> wanted) {
        requireCoverage(directory, pages, range);
        var tracks = new ArrayList<ClipTrack>();
        for (int track = 0; track < directory.tracks().size(); track++) {
            TrackDescription description = directory.tracks().get(track);
            if (wanted.test(description)) {
                ClipTrack.select(description, samples(pages, track), range).ifPresent(tracks::add);
            }
        }
        if (tracks.isEmpty()) {
            throw new FailureException(Failure.RANGE_EMPTY, "Nothing of the source is shown or heard in this range.");
        }
        return new ClipMedia(tracks, new VirtualFile().source(0, Long.MAX_VALUE));
    }

    public static void requireCoverage(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        IndexDirectory.PageSpan needed = directory.pagesFor(range);
        boolean covered = pages.size() == needed.last() - needed.first() + 1
                && pages.getFirst().number() == needed.first()
                && pages.getLast().number() == needed.last();
        if (!covered) {
            throw new IllegalArgumentException("pages: not " + needed.first() + ".." + needed.last());
        }
    }

    public static TrackSamples samples(List<IndexPage> pages, int track) {
        TrackSamples samples = pages.getFirst().tracks().get(track);
        for (IndexPage page : pages.subList(1, pages.size())) {
            samples = samples.followedBy(page.tracks().get(track));
        }
        return samples;
    }
}
