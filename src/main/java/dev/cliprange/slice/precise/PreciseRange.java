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
import dev.cliprange.slice.ClipPart;
import dev.cliprange.slice.ClipPartSearch;
import dev.cliprange.slice.AudioPacketDurations;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.timeline.TimeRange;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The frames of a range, on the samples of its pages. Ticks are the video's, in track time (see {@link
 * dev.cliprange.movie.PresentationWindow}); a range is in one part of its edit list.
 *
 * @param held the frame that is shown at the start and began before; it counts as beginning there; -1 for none
 * @param originTicks where the range starts, whether or not a frame does
 * @param fromTicks nothing before it is shown
 * @param toTicks nothing from it on is shown
 */
record PreciseRange(
        TrackDescription video, TrackSamples samples, int held, long originTicks, long fromTicks, long toTicks) {

    /**
     * @throws FailureException {@link Failure#PRECISE_UNAVAILABLE} without video, {@link Failure#RANGE_EMPTY} without a frame
     */
    static PreciseRange of(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        TrackDescription video = directory.tracks().getFirst();
        if (video.kind() != TrackKind.VIDEO) {
            throw new FailureException(Failure.PRECISE_UNAVAILABLE, "The source has no video: its copy is exact.");
        }
        PreciseRange it = on(video, pages, range);
        if (it.shown().length == 0) {
            throw new FailureException(Failure.RANGE_EMPTY, "No frame of the source lies in this range.");
        }
        return it;
    }

    /** The same of a range that may have no frame. */
    static PreciseRange on(TrackDescription video, List<IndexPage> pages, TimeRange range) {
        TrackSamples samples = SlicePlanner.samples(pages, 0);
        List<ClipPart> parts = new ClipPartSearch(video, samples, AudioPacketDurations.of(video, samples), range).parts();
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

    /** All frames of the range, in decode order. */
    int[] shown() {
        return IntStream.range(0, samples.count()).filter(this::isShown).toArray();
    }

    /** The first frame that is shown; there must be one. */
    int first() {
        return inOrder(IntStream.of(shown()))[0];
    }

    /** In the order they are shown. */
    int[] inOrder(IntStream frames) {
        return frames.boxed()
                .sorted(Comparator.comparingLong(this::ticks))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The sync samples that a copied run may begin with, as far as an index knows, in decode order. */
    IntStream copyStarts(VideoSplicer splicer) {
        int[] shown = shown();
        return IntStream.of(shown)
                .filter(samples::sync)
                .filter(i -> splicer.allowsLeading() || !hasLeading(i))
                .filter(i -> partsTheRange(shown, i));
    }

    /** Whether what is decoded before the sample is also shown before it. */
    private boolean partsTheRange(int[] shown, int sync) {
        return IntStream.of(shown).noneMatch(i -> i < sync && ticks(i) > ticks(sync));
    }

    /** Whether samples behind a sync sample are shown before it. */
    boolean hasLeading(int sync) {
        for (int i = sync + 1; i < samples.count() && !samples.sync(i); i++) {
            if (samples.picture(i) && ticks(i) < ticks(sync)) {
                return true;
            }
        }
        return false;
    }

    /** Where decoding starts for these frames, which are in the order they are shown. */
    int decodingStart(int[] frames) {
        int first = IntStream.of(frames).min().orElseThrow();
        return video.decodingStart(samples, first, frames[0]);
    }

    /** The last sync sample before a sample; -1 for none. */
    int syncBefore(int sample) {
        int sync = sample - 1;
        while (sync >= 0 && !samples.sync(sync)) {
            sync--;
        }
        return sync;
    }
}
