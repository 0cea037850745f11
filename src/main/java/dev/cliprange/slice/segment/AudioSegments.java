package dev.cliprange.slice.segment;

import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.SlicePlanner;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The segments of an audio track. Each boundary is the start of the packet that is nearest to the one of the video. If
 * no packet is near and silence can be made, the boundary is the one of the video.
 */
final class AudioSegments {

    private final IndexDirectory directory;
    private final List<IndexPage> pages;
    private final int track;
    private final TrackDescription leader;
    private final TrackDescription description;
    private final Optional<SilenceFormat> silence;

    AudioSegments(IndexDirectory directory, List<IndexPage> pages, int track) {
        this.directory = directory;
        this.pages = pages;
        this.track = track;
        this.leader = directory.tracks().getFirst();
        this.description = directory.tracks().get(track);
        this.silence = SilenceFormat.of(description);
    }

    /**
     * Returns the segments; empty if nothing is heard and no silence can be made.
     *
     * @param starts the starts of the segments, in ticks of the first track
     */
    Optional<TrackSegments> of(List<GridPoint> starts, long endTicks) {
        var points = new ArrayList<GridPoint>();
        for (GridPoint start : starts) {
            boundary(start.ticks()).ifPresent(points::add);
        }
        Optional<GridPoint> end = boundary(endTicks);
        if (end.isEmpty()) {
            return Optional.empty();
        }
        points.removeIf(point -> point.ticks() >= end.get().ticks() || point.ticks() < 0);
        dropDuplicates(points);
        if (points.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(segments(points, end.get()));
    }

    private TrackSegments segments(List<GridPoint> points, GridPoint end) {
        TrackSamples samples = SlicePlanner.samples(pages, track);
        int entry = new SampleSums(pages, track, points, end.number()).entry();
        var segments = new ArrayList<SegmentSpan>();
        for (int i = 0; i < points.size(); i++) {
            GridPoint from = points.get(i);
            GridPoint to = i + 1 < points.size() ? points.get(i + 1) : end;
            var span = new SegmentSpan(
                    from.ticks(), to.ticks(), from.number(), to.number(), 0, false, 0, Optional.empty());
            segments.add(silence.map(format -> filled(format, samples, span)).orElseGet(() -> copied(samples, span)));
        }
        return new TrackSegments(track, entry, segments);
    }

    private static SegmentSpan copied(TrackSamples all, SegmentSpan span) {
        var samples = new SegmentSamples();
        SegmentPlanner.addCopied(samples, all, span, false, span.startTicks());
        return span.with(MediaSegment.lengthBytes(samples, span.endTicks()), Optional.empty());
    }

    /** Returns a segment with its number of silent packets. */
    private static SegmentSpan filled(SilenceFormat format, TrackSamples all, SegmentSpan span) {
        var samples = new SegmentSamples();
        var silent = new int[1];
        new FilledAudio(format, all).pass(span, new FilledAudio.Sink() {
            @Override
            public void copied(int index, long ticks) {
                samples.addCopied(all, index, ticks);
            }

            @Override
            public void silent(long ticks) {
                silent[0]++;
                samples.addEncoded(ticks, format.packetBytes(), true);
            }
        });
        return new SegmentSpan(
                span.startTicks(),
                span.endTicks(),
                span.firstNumber(),
                span.endNumber(),
                MediaSegment.lengthBytes(samples, span.endTicks()),
                false,
                silent[0],
                Optional.empty());
    }

    private static void dropDuplicates(List<GridPoint> points) {
        for (int i = points.size() - 1; i > 0; i--) {
            if (points.get(i).ticks() <= points.get(i - 1).ticks()) {
                points.remove(i);
            }
        }
    }

    /** Returns the boundary at a time. Only the page of that time is examined, so that clips agree. */
    private Optional<GridPoint> boundary(long leaderTicks) {
        long atUs = leader.timescale().toUs(leaderTicks);
        long atTicks = description.timescale().fromTicks(leaderTicks, leader.timescale(), RoundingMode.HALF_UP);
        long wanted = Math.min(atTicks, description.endTicks());
        int number = directory.pageAt(Math.max(0, atUs));
        int place = Math.clamp(number - pages.getFirst().number(), 0, pages.size() - 1);
        TrackSamples samples = pages.get(place).tracks().get(track);
        Optional<GridPoint> nearest = nearest(samples, wanted);
        if (silence.isEmpty() || nearest.filter(point -> isNear(point, atTicks)).isPresent()) {
            return nearest;
        }
        int before = 0;
        while (before < samples.count() && samples.presentationTicks(before) < wanted) {
            before++;
        }
        return Optional.of(new GridPoint(samples.firstNumber() + before, atTicks));
    }

    private boolean isNear(GridPoint point, long atTicks) {
        return point.ticks() >= 0
                && Math.abs(point.ticks() - atTicks) <= (silence.orElseThrow().ticks(1) + 1) / 2;
    }

    /** Returns the packet that begins nearest to a time, or the end of a packet before a gap. */
    private Optional<GridPoint> nearest(TrackSamples samples, long wanted) {
        Optional<GridPoint> best = Optional.empty();
        for (int i = samples.count() - 1; i >= 0; i--) {
            long ticks = samples.presentationTicks(i);
            long heard = heardTicks(samples, i);
            if (i == samples.count() - 1 || heard < samples.durationTicks(i)) {
                best = nearer(best, new GridPoint(samples.firstNumber() + i + 1, ticks + heard), wanted);
            }
            best = nearer(best, new GridPoint(samples.firstNumber() + i, ticks), wanted);
        }
        return best;
    }

    private long heardTicks(TrackSamples samples, int index) {
        long duration = samples.durationTicks(index);
        boolean atEnd = samples.presentationTicks(index) + duration >= description.endTicks();
        return silence.filter(format -> atEnd || format.hasGap(samples, index))
                .map(format -> format.heardTicks(samples, index))
                .orElse(duration);
    }

    private Optional<GridPoint> nearer(Optional<GridPoint> best, GridPoint point, long wanted) {
        boolean usable = silence.isEmpty() || point.ticks() >= 0;
        boolean nearer = best.isEmpty()
                || Math.abs(point.ticks() - wanted) <= Math.abs(best.get().ticks() - wanted);
        return usable && nearer ? Optional.of(point) : best;
    }
}
