package dev.cliprange.slice.segment;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.timeline.TimeRange;

/**
 * The samples of the copy form: from the sync sample where decoding starts, to the end of the frames that are reordered
 * over the end of the clip.
 *
 * @param firstNumber a sync sample
 * @param startTicks its presentation time
 * @param endNumber the number after the last sample
 * @param endTicks the end of the last frame
 */
record CopiedRun(long firstNumber, long startTicks, long endNumber, long endTicks) {

    /** @throws FailureException RANGE_EMPTY, MEDIA_UNSUPPORTED */
    static CopiedRun of(TrackDescription video, TrackSamples samples, TimeRange range) {
        long fromTicks = shownFrom(samples, video.timescale().toTicksCeiling(range.startUs()));
        long toTicks = Math.min(video.timescale().toTicksCeiling(range.endUs()), video.endTicks());
        int first = -1;
        int earliest = -1;
        int last = -1;
        for (int i = 0; i < samples.count(); i++) {
            long ticks = samples.presentationTicks(i);
            if (samples.frame(i) && ticks >= fromTicks && ticks < toTicks) {
                first = first < 0 ? i : first;
                last = i;
                earliest = earliest < 0 || ticks < samples.presentationTicks(earliest) ? i : earliest;
            }
        }
        if (first < 0) {
            throw new FailureException(Failure.RANGE_EMPTY, "The source has no frame in this range.");
        }
        int start = video.decodingStart(samples, first, earliest);
        if (samples.presentationTicks(start) < 0) {
            throw new FailureException(
                    Failure.MEDIA_UNSUPPORTED,
                    "The keyframe before the start of this clip is shown before the source begins; use the exact form.");
        }
        int end = closed(samples, last + 1);
        long endTicks = toTicks;
        for (int i = start; i < end; i++) {
            endTicks = Math.max(endTicks, samples.presentationTicks(i) + 1);
        }
        if (endTicks > toTicks) {
            endTicks = Math.max(endTicks, nextShown(samples, end, endTicks));
        }
        long number = samples.firstNumber();
        return new CopiedRun(number + start, samples.presentationTicks(start), number + end, endTicks);
    }

    /** Returns when the frame begins that is shown at a time. Returns the time itself if there is none. */
    private static long shownFrom(TrackSamples samples, long ticks) {
        long from = Long.MIN_VALUE;
        for (int i = 0; i < samples.count(); i++) {
            long shown = samples.presentationTicks(i);
            from = samples.frame(i) && shown <= ticks ? Math.max(from, shown) : from;
        }
        return from == Long.MIN_VALUE ? ticks : from;
    }

    /** Returns the first index at or after {@code end} before which all earlier frames are decoded. */
    private static int closed(TrackSamples samples, int end) {
        int at = end;
        while (at < samples.count()) {
            long latest = Long.MIN_VALUE;
            for (int i = Math.max(0, at - MOST_REORDERED); i < at; i++) {
                latest = Math.max(latest, samples.presentationTicks(i));
            }
            int next = -1;
            for (int i = at; i < Math.min(samples.count(), at + MOST_REORDERED); i++) {
                next = samples.presentationTicks(i) < latest ? i : next;
            }
            if (next < 0) {
                return at;
            }
            at = next + 1;
        }
        return at;
    }

    /** Returns when the frame after the last one is shown. */
    private static long nextShown(TrackSamples samples, int end, long afterTicks) {
        long next = Long.MAX_VALUE;
        for (int i = end; i < samples.count(); i++) {
            long ticks = samples.presentationTicks(i);
            next = ticks >= afterTicks ? Math.min(next, ticks) : next;
        }
        return next == Long.MAX_VALUE ? afterTicks + samples.durationTicks(end - 1) - 1 : next;
    }

    /** More than any codec reorders. */
    private static final int MOST_REORDERED = 64;
}
