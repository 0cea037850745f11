package dev.cliprange.slice;

import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.timeline.TimeRange;
import dev.cliprange.timeline.Timescale;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Handles clips that begin or end inside a long frame. FFmpeg and Chromium drop a frame that begins before its edit.
 * Therefore the frame that is shown at the start begins exactly there. Samples that are only decoded are placed shortly
 * before it, so that a player that ignores edit lists hardly waits.
 */
final class LongFrames {

    private static final long STEP_US = 1_000;
    /** An end is inside a frame if the frame continues for at least this long. Less comes from rounding. */
    private static final long INSIDE_US = 100_000;

    private LongFrames() {}

    /**
     * Cuts the frames that cross the ends of the range.
     *
     * @param all the samples that the parts refer to
     * @param joined the kept samples
     */
    static TrackSamples cut(
            TrackDescription description, TrackSamples all, List<ClipPart> parts, JoinedParts joined, TimeRange range) {
        Timescale timescale = description.timescale();
        ClipPart first = parts.getFirst();
        TrackSamples kept = joined.samples();
        if (first.held() >= 0) {
            kept = startAt(kept, first.held() - joined.start(), first.fromTicks(), timescale);
        }
        boolean before = range.endUs() < timescale.toUs(description.endTicks());
        return before && endsInside(timescale, all, parts.getLast(), range) ? endAt(kept, joined.endTicks()) : kept;
    }

    private static TrackSamples startAt(TrackSamples kept, int held, long fromTicks, Timescale timescale) {
        long step = Math.max(1, timescale.toTicksCeiling(STEP_US));
        int lead = 0;
        while (lead < kept.count() && (lead == held || kept.presentationTicks(lead) < fromTicks)) {
            lead++;
        }
        var decode = new long[kept.count() + 1];
        for (int i = lead; i <= kept.count(); i++) {
            decode[i] = kept.decodeTicks(i);
        }
        long heldTicks = fromTicks - (kept.presentationTicks(held) - kept.decodeTicks(held));
        for (int i = lead - 1; i >= 0; i--) {
            long latest = i == lead - 1 && i + 1 == kept.count() ? heldTicks : decode[i + 1] - own(kept, i, step);
            decode[i] = Math.max(kept.decodeTicks(i), i == held ? Math.min(heldTicks, latest) : latest);
        }
        return withComposition(kept, held, fromTicks, step, decode);
    }

    private static long own(TrackSamples kept, int index, long step) {
        return Math.min(step, kept.durationTicks(index));
    }

    private static TrackSamples withComposition(TrackSamples kept, int held, long fromTicks, long step, long[] decode) {
        int[] earlier = IntStream.range(0, kept.count())
                .filter(i -> i != held && kept.presentationTicks(i) < fromTicks)
                .boxed()
                .sorted(Comparator.comparingLong(kept::presentationTicks))
                .mapToInt(Integer::intValue)
                .toArray();
        var rank = new int[kept.count()];
        Arrays.fill(rank, -1);
        for (int i = 0; i < earlier.length; i++) {
            rank[earlier[i]] = earlier.length - i;
        }
        var composition = new int[kept.count()];
        for (int i = 0; i < composition.length; i++) {
            long shown = kept.presentationTicks(i);
            if (i == held) {
                shown = fromTicks;
            } else if (rank[i] > 0) {
                shown = fromTicks - rank[i] * step;
            }
            long zero = kept.presentationTicks(i) - kept.compositionOffsetTicks(i) - kept.decodeTicks(i);
            composition[i] = Math.toIntExact(shown - zero - decode[i]);
        }
        return kept.withDecodeTicks(decode).withCompositionOffsets(composition);
    }

    /** Whether the last frame continues after the end of the range. */
    private static boolean endsInside(Timescale timescale, TrackSamples all, ClipPart part, TimeRange range) {
        long last = Long.MIN_VALUE;
        long lastEnd = Long.MIN_VALUE;
        long next = Long.MAX_VALUE;
        for (int i = 0; i < all.count(); i++) {
            long ticks = all.presentationTicks(i);
            if (ticks >= part.toTicks()) {
                next = Math.min(next, ticks);
            } else if (ticks > last) {
                last = ticks;
                lastEnd = ticks + all.durationTicks(i);
            }
        }
        long end = next == Long.MAX_VALUE ? lastEnd : Math.min(next, lastEnd);
        return timescale.toUs(part.movieTicks(end)) - range.endUs() > INSIDE_US;
    }

    private static TrackSamples endAt(TrackSamples kept, long endTicks) {
        var decode = new long[kept.count() + 1];
        for (int i = 0; i <= kept.count(); i++) {
            decode[i] = kept.decodeTicks(i);
        }
        int last = kept.count() - 1;
        long wanted = decode[last] + endTicks - kept.presentationTicks(last);
        decode[last + 1] = Math.min(decode[last + 1], Math.max(decode[last] + 1, wanted));
        return kept.withDecodeTicks(decode);
    }
}
