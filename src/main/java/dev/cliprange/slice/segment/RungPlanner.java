package dev.cliprange.slice.segment;

import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.slice.precise.PreciseParts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Plans the segments of a clip in a re-encoded quality. They have the boundaries of the source's segments, so players switch
 * at each of them. Whole GOPs are copied. The frames before the first and after the last one are encoded from the source.
 */
public final class RungPlanner {

    private RungPlanner() {}

    /**
     * The segments of a quality.
     *
     * @param parts how its video is put together
     */
    public record RungPlan(PreciseParts parts, TrackSegments video) {}

    /**
     * Returns the segments of a quality.
     *
     * @param pages of the ladder's index, for the range of the clip
     * @param track of the ladder's index
     * @param original the video of the exact form of the clip
     * @return empty if the quality has no keyframe at a boundary, because an earlier release with another grid made it
     */
    public static Optional<RungPlan> plan(List<IndexPage> pages, int track, TrackSegments original) {
        TrackSamples samples = SlicePlanner.samples(pages, track);
        PreciseParts parts = parts(
                samples, original.startTicks(), original.segments().getLast().endTicks());
        List<Integer> keyframes = keyframes(samples);
        var starts = new ArrayList<GridPoint>();
        starts.add(new GridPoint(Math.max(0, parts.copyStart()), parts.fromTicks()));
        for (SegmentSpan segment :
                original.segments().subList(1, original.segments().size())) {
            Optional<Integer> keyframe = keyframes.stream()
                    .filter(i -> samples.presentationTicks(i) == segment.startTicks())
                    .findFirst();
            if (keyframe.isEmpty()) {
                return Optional.empty();
            }
            starts.add(new GridPoint(samples.firstNumber() + keyframe.orElseThrow(), segment.startTicks()));
        }
        long endNumber = Math.max(0, parts.copyEnd());
        return Optional.of(
                new RungPlan(parts, StreamPlanner.video(pages, track, starts, parts.toTicks(), endNumber, parts)));
    }

    /** Each GOP is closed, so the samples before a keyframe are those of the frames that are shown before it. */
    private static PreciseParts parts(TrackSamples samples, long fromTicks, long toTicks) {
        List<Long> frames = frames(samples, fromTicks, toTicks);
        List<Integer> inside = keyframes(samples).stream()
                .filter(i -> samples.presentationTicks(i) >= fromTicks && samples.presentationTicks(i) <= toTicks)
                .toList();
        if (inside.isEmpty() || samples.presentationTicks(inside.getFirst()) == toTicks) {
            return new PreciseParts(frames, -1, -1, toTicks, List.of(), fromTicks, toTicks);
        }
        int start = inside.getFirst();
        int end = endsWithin(samples, toTicks) ? samples.count() : inside.getLast();
        long startTicks = samples.presentationTicks(start);
        long endTicks = end == samples.count() ? toTicks : samples.presentationTicks(end);
        return new PreciseParts(
                frames.stream().filter(ticks -> ticks < startTicks).toList(),
                samples.firstNumber() + start,
                samples.firstNumber() + end,
                startTicks,
                frames.stream().filter(ticks -> ticks >= endTicks).toList(),
                fromTicks,
                toTicks);
    }

    /** The frame that is shown at the start begins there, as in the exact form. */
    private static List<Long> frames(TrackSamples samples, long fromTicks, long toTicks) {
        var frames = new ArrayList<>(IntStream.range(0, samples.count())
                .mapToObj(samples::presentationTicks)
                .filter(ticks -> ticks >= fromTicks && ticks < toTicks)
                .sorted()
                .toList());
        if (frames.isEmpty() || frames.getFirst() > fromTicks) {
            frames.addFirst(fromTicks);
        }
        return frames;
    }

    /** Whether no frame of these pages is shown at a time or later. The next page begins with a keyframe. */
    private static boolean endsWithin(TrackSamples samples, long ticks) {
        return IntStream.range(0, samples.count()).allMatch(i -> samples.presentationTicks(i) < ticks);
    }

    /** Returns the keyframes in the order in which they are shown. */
    private static List<Integer> keyframes(TrackSamples samples) {
        return IntStream.range(0, samples.count())
                .filter(samples::sync)
                .boxed()
                .sorted(Comparator.comparingLong(samples::presentationTicks))
                .toList();
    }
}
