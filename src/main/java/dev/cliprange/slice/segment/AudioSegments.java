package dev.cliprange.slice.segment;

import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The segments of an audio track. Each boundary is the start of the packet that is nearest to the one of the video. */
final class AudioSegments {

    private final IndexDirectory directory;
    private final List<IndexPage> pages;
    private final int track;
    private final TrackDescription leader;
    private final TrackDescription description;

    AudioSegments(IndexDirectory directory, List<IndexPage> pages, int track) {
        this.directory = directory;
        this.pages = pages;
        this.track = track;
        this.leader = directory.tracks().getFirst();
        this.description = directory.tracks().get(track);
    }

    /**
     * Returns the segments; empty if no packet is heard.
     *
     * @param starts the starts of the segments, in ticks of the first track
     */
    Optional<TrackSegments> of(List<GridPoint> starts, long endTicks) {
        var points = new ArrayList<GridPoint>();
        for (GridPoint start : starts) {
            nearest(start.ticks()).ifPresent(points::add);
        }
        Optional<GridPoint> end = nearest(endTicks);
        if (end.isEmpty()) {
            return Optional.empty();
        }
        points.removeIf(point -> point.number() >= end.get().number() || point.ticks() < 0);
        dropDuplicates(points);
        if (points.isEmpty()) {
            return Optional.empty();
        }
        var sums = new SampleSums(pages, track, points, end.get().number());
        var segments = new ArrayList<SegmentSpan>();
        for (int i = 0; i < points.size(); i++) {
            GridPoint next = i + 1 < points.size() ? points.get(i + 1) : end.get();
            segments.add(new SegmentSpan(
                    points.get(i).ticks(),
                    next.ticks(),
                    points.get(i).number(),
                    next.number(),
                    sums.lengthBytes(i),
                    false));
        }
        return Optional.of(new TrackSegments(track, sums.entry(), segments));
    }

    private static void dropDuplicates(List<GridPoint> points) {
        for (int i = points.size() - 1; i > 0; i--) {
            if (points.get(i).number() == points.get(i - 1).number()) {
                points.remove(i);
            }
        }
    }

    /**
     * Returns the packet that begins nearest to a time, or the end of the last packet. Only the page of that time is
     * examined, so that clips agree.
     */
    private Optional<GridPoint> nearest(long leaderTicks) {
        long atUs = leader.timescale().toUs(leaderTicks);
        long wanted = Math.min(
                description.timescale().fromTicks(leaderTicks, leader.timescale(), RoundingMode.HALF_UP),
                description.endTicks());
        int number = directory.pageAt(Math.max(0, atUs));
        int place = Math.clamp(number - pages.getFirst().number(), 0, pages.size() - 1);
        TrackSamples samples = pages.get(place).tracks().get(track);
        if (samples.count() == 0) {
            return Optional.empty();
        }
        int last = samples.count() - 1;
        long endTicks = samples.presentationTicks(last) + samples.durationTicks(last);
        var best = new GridPoint(samples.firstNumber() + samples.count(), endTicks);
        for (int i = last; i >= 0; i--) {
            long ticks = samples.presentationTicks(i);
            if (Math.abs(ticks - wanted) <= Math.abs(best.ticks() - wanted)) {
                best = new GridPoint(samples.firstNumber() + i, ticks);
            }
        }
        return Optional.of(best);
    }
}
