package dev.cliprange.slice;

import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ClipTrack.Edit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;

/**
 * The parts of a clip's track on one media timeline. Players differ in how they read an edit list with several entries:
 * FFmpeg 5.1 and Chromium drop an empty edit between two others, so no clip has one there. Instead, the last sample
 * before a gap lasts as long as the gap. If nothing must be decoded between two parts, their edits become one.
 */
final class JoinedParts {

    private final int start;
    private final TrackSamples samples;
    private final BitSet kept;
    private final List<ClipPart> parts;
    private final long[] movedTicks;

    private JoinedParts(int start, TrackSamples samples, BitSet kept, List<ClipPart> parts, long[] movedTicks) {
        this.kept = kept;
        this.start = start;
        this.samples = samples;
        this.parts = parts;
        this.movedTicks = movedTicks;
    }

    /** @param all the samples that the parts refer to */
    static JoinedParts of(AudioPacketDurations durations, TrackSamples all, List<ClipPart> parts) {
        int start = parts.stream().mapToInt(ClipPart::start).min().orElseThrow();
        int end = parts.stream().mapToInt(ClipPart::last).max().orElseThrow() + 1;
        TrackSamples run =
                durations.withoutGaps(all.part(start, end), parts.getFirst().first() - start);
        var kept = new BitSet();
        parts.forEach(part -> kept.set(part.start() - start, part.last() + 1 - start));
        if (parts.size() == 1) {
            return new JoinedParts(start, run, kept, parts, new long[1]);
        }
        long[] moved = moved(run, kept, start, parts);
        return new JoinedParts(start, move(run, start, parts, moved).only(kept), kept, parts, moved);
    }

    /** Returns how much later each part's media is than in the source. */
    private static long[] moved(TrackSamples run, BitSet kept, int start, List<ClipPart> parts) {
        var moved = new long[parts.size()];
        for (int k = 1; k < moved.length; k++) {
            ClipPart before = parts.get(k - 1);
            ClipPart part = parts.get(k);
            long delay = part.delayTicks() - before.delayTicks();
            long gap = part.movieTicks(part.fromTicks()) - before.movieTicks(before.toTicks());
            OptionalLong between = kept.stream()
                    .mapToLong(run::presentationTicks)
                    .filter(ticks -> ticks >= before.toTicks() && ticks < part.fromTicks())
                    .min();
            // Samples that are only decoded for this part directly follow the part before it.
            long own = between.isEmpty() ? delay : gap - (between.getAsLong() - before.toTicks());
            boolean follows = part.start() > before.last()
                    && run.decodeTicks(part.start() - start) + own > run.decodeTicks(before.last() - start);
            if (!follows) {
                own = between.isEmpty() ? Math.max(0, delay) : gap;
            }
            moved[k] = moved[k - 1] + own;
        }
        return moved;
    }

    private static TrackSamples move(TrackSamples run, int start, List<ClipPart> parts, long[] moved) {
        var decode = new long[run.count() + 1];
        var composition = new int[run.count()];
        for (int i = 0; i <= run.count(); i++) {
            long later = 0;
            for (int k = 1; k < moved.length; k++) {
                later = i + start > parts.get(k - 1).last() ? moved[k] : later;
            }
            decode[i] = run.decodeTicks(i) + later;
            if (i < run.count()) {
                composition[i] = Math.toIntExact(
                        run.compositionOffsetTicks(i) + shownLater(run.presentationTicks(i), parts, moved) - later);
            }
        }
        return run.withDecodeTicks(decode).withCompositionOffsets(composition);
    }

    private static long shownLater(long ticks, List<ClipPart> parts, long[] moved) {
        long later = 0;
        for (int k = 1; k < moved.length; k++) {
            later = ticks >= parts.get(k - 1).toTicks() ? moved[k] : later;
        }
        return later;
    }

    /** The index of the first kept sample among all samples. */
    int start() {
        return start;
    }

    /** The kept samples. */
    TrackSamples samples() {
        return samples;
    }

    /** Returns where each part begins among the kept samples. */
    List<EditStarts.Start> starts() {
        var starts = new ArrayList<EditStarts.Start>();
        for (int k = 0; k < parts.size(); k++) {
            ClipPart part = parts.get(k);
            starts.add(new EditStarts.Start(place(part.first()), place(part.last()), part.fromTicks() + movedTicks[k]));
        }
        return starts;
    }

    /** Returns the index of a sample among the kept samples. */
    private int place(int sample) {
        return kept.get(0, sample - start).cardinality();
    }

    /** The end of the last part on the clip's media timeline. */
    long endTicks() {
        return parts.getLast().toTicks() + movedTicks[parts.size() - 1];
    }

    /** @param byTicks is added to each media time */
    List<Edit> edits(long byTicks) {
        var edits = new ArrayList<Edit>();
        for (int k = 0; k < parts.size(); k++) {
            ClipPart part = parts.get(k);
            ClipPart until = k + 1 < parts.size() ? parts.get(k + 1) : part;
            long movieEnd = until.movieTicks(k + 1 < parts.size() ? until.fromTicks() : until.toTicks());
            var edit =
                    new Edit(part.fromTicks() + movedTicks[k] + byTicks, movieEnd - part.movieTicks(part.fromTicks()));
            if (!edits.isEmpty() && edits.getLast().isContinuedBy(edit)) {
                Edit before = edits.removeLast();
                edit = new Edit(before.mediaTicks(), before.shownTicks() + edit.shownTicks());
            }
            edits.add(edit);
        }
        return edits;
    }
}
