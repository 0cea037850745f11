package dev.cliprange.slice.precise;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.codec.splice.VideoSplicer;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.movie.PresentationWindow;
import dev.cliprange.slice.AudioPacketDurations;
import dev.cliprange.slice.ClipPart;
import dev.cliprange.slice.ClipPartSearch;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.timeline.TimeRange;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The frames of a range. Ticks are track times of the video (see {@link dev.cliprange.movie.PresentationWindow}). The
 * range is inside one part of the edit list.
 *
 * @param held the frame that began earlier and is shown at the start; it counts as beginning there; -1 for none
 * @param originTicks the start of the range, whether a frame begins there or not
 * @param fromTicks nothing is shown before it
 * @param toTicks nothing is shown from it on
 */
record PreciseRange(
        TrackDescription video, TrackSamples samples, int held, long originTicks, long fromTicks, long toTicks) {

    /**
     * Returns the frames of a range.
     *
     * @throws FailureException {@link Failure#PRECISE_UNAVAILABLE} without video, {@link Failure#RANGE_EMPTY} without a
     *     frame
     */
    static PreciseRange of(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        TrackDescription video = directory.tracks().getFirst();
        if (video.kind() != TrackKind.VIDEO) {
            throw new FailureException(Failure.PRECISE_UNAVAILABLE, "The source has no video, so its copy is exact.");
        }
        PreciseRange it = on(video, pages, range);
        if (it.shown().length == 0) {
            throw new FailureException(Failure.RANGE_EMPTY, "The source has no frame in this range.");
        }
        return it;
    }

    /** Same as {@link #of}, for a range that may have no frame. */
    static PreciseRange on(TrackDescription video, List<IndexPage> pages, TimeRange range) {
        TrackSamples samples = SlicePlanner.samples(pages, 0);
        List<ClipPart> parts =
                new ClipPartSearch(video, samples, AudioPacketDurations.of(video, samples), range).parts();
        long delay = parts.isEmpty() ? 0 : parts.getFirst().delayTicks();
        PresentationWindow.Part part = video.window().parts().stream()
                .filter(it -> it.delayTicks() == delay)
                .findFirst()
                .orElseThrow();
        long originTicks = video.timescale().toTicksCeiling(range.startUs()) - delay;
        long toTicks = Math.min(video.timescale().toTicksCeiling(range.endUs()), video.endTicks()) - delay;
        return new PreciseRange(
                video,
                samples,
                parts.isEmpty() ? -1 : parts.getFirst().held(),
                originTicks,
                Math.max(originTicks, part.startTicks()),
                Math.min(toTicks, part.endTicks()));
    }

    long ticks(int sample) {
        return sample == held ? fromTicks : samples.presentationTicks(sample);
    }

    boolean isShown(int sample) {
        return samples.frame(sample) && ticks(sample) >= fromTicks && ticks(sample) < toTicks;
    }

    /** Returns all frames of the range in decode order. */
    int[] shown() {
        return IntStream.range(0, samples.count()).filter(this::isShown).toArray();
    }

    /** Returns the first shown frame. The range must have one. */
    int first() {
        return inOrder(IntStream.of(shown()))[0];
    }

    /** Returns the frames in presentation order. */
    int[] inOrder(IntStream frames) {
        return frames.boxed()
                .sorted(Comparator.comparingLong(this::ticks))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Returns the sync samples where a copied run may begin according to the index, in decode order. */
    IntStream copyStarts(VideoSplicer splicer) {
        int[] shown = shown();
        return IntStream.of(shown)
                .filter(samples::sync)
                .filter(i -> splicer.allowsLeading() || !hasLeading(i))
                .filter(i -> partsTheRange(shown, i));
    }

    /** Whether all frames that are decoded before the sample are also shown before it. */
    private boolean partsTheRange(int[] shown, int sync) {
        return IntStream.of(shown).noneMatch(i -> i < sync && ticks(i) > ticks(sync));
    }

    /** Whether samples after a sync sample are shown before it. */
    boolean hasLeading(int sync) {
        for (int i = sync + 1; i < samples.count() && !samples.sync(i); i++) {
            if (samples.picture(i) && ticks(i) < ticks(sync)) {
                return true;
            }
        }
        return false;
    }

    /** Returns where decoding starts for these frames, which are in presentation order. */
    int decodingStart(int[] frames) {
        int first = IntStream.of(frames).min().orElseThrow();
        return video.decodingStart(samples, first, frames[0]);
    }

    /** Returns the last sync sample before a sample; -1 if there is none. */
    int syncBefore(int sample) {
        int sync = sample - 1;
        while (sync >= 0 && !samples.sync(sync)) {
            sync--;
        }
        return sync;
    }
}
