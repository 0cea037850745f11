package dev.cliprange.slice.segment;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.slice.precise.PreciseParts;
import dev.cliprange.timeline.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plans the segments of a clip. It reads each page once. */
public final class StreamPlanner {

    private final IndexDirectory directory;
    private final List<IndexPage> pages;
    private final TimeRange range;
    private final TrackDescription leader;

    private StreamPlanner(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        SlicePlanner.requireCoverage(directory, pages, range);
        this.directory = directory;
        this.pages = pages;
        this.range = range;
        this.leader = directory.tracks().getFirst();
    }

    /**
     * Returns the segments of the exact form of a clip with video.
     *
     * @param pages those that {@link IndexDirectory#pagesFor} names, in order
     * @param parts how its video is put together
     */
    public static StreamPlan exact(
            IndexDirectory directory, List<IndexPage> pages, TimeRange range, PreciseParts parts) {
        return new StreamPlanner(directory, pages, range).exact(parts);
    }

    /**
     * Returns the segments of the copy form of a clip with video.
     *
     * @throws FailureException RANGE_EMPTY if no frame is shown in the range; MEDIA_UNSUPPORTED if the copy would begin
     *     before the source
     */
    public static StreamPlan copy(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        return new StreamPlanner(directory, pages, range).copy();
    }

    /** Returns the segments of a clip of a source without video. Both forms are the same. */
    public static StreamPlan audioOnly(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        return new StreamPlanner(directory, pages, range).audioOnly();
    }

    private StreamPlan exact(PreciseParts parts) {
        boolean headFirst = !parts.headTicks().isEmpty();
        var starts = new ArrayList<GridPoint>();
        starts.add(new GridPoint(Math.max(0, parts.copyStart()), parts.fromTicks()));
        for (GridPoint point : inside(parts.fromTicks(), parts.toTicks())) {
            // Leading pictures of the first copied sample are not copied, so only a later segment is the source's own.
            boolean afterStart = point.number() > parts.copyStart()
                    || (point.number() == parts.copyStart() && headFirst && !hasLeading(point));
            if (parts.copies() && afterStart && point.number() < parts.copyEnd()) {
                starts.add(point);
            }
        }
        long endNumber = Math.max(0, parts.copyEnd());
        TrackSegments video = video(pages, 0, starts, parts.toTicks(), endNumber, parts);
        return new StreamPlan(Optional.of(video), audio(starts, parts.toTicks()), hasOpenGop(starts), 0);
    }

    private StreamPlan copy() {
        CopiedRun run = CopiedRun.of(leader, SlicePlanner.samples(pages, 0), range);
        long startUs = leader.timescale().toUs(run.startTicks());
        var starts = new ArrayList<GridPoint>();
        starts.add(new GridPoint(run.firstNumber(), run.startTicks()));
        for (GridPoint point : inside(leader.timescale().toTicksCeiling(range.startUs()), run.endTicks())) {
            if (point.number() > run.firstNumber() && point.number() < run.endNumber()) {
                starts.add(point);
            }
        }
        TrackSegments video = video(pages, 0, starts, run.endTicks(), run.endNumber(), null);
        return new StreamPlan(
                Optional.of(video),
                audio(starts, run.endTicks()),
                hasOpenGop(starts),
                Math.max(0, range.startUs() - startUs));
    }

    private StreamPlan audioOnly() {
        long fromTicks = leader.timescale().toTicksCeiling(range.startUs());
        long toTicks = Math.min(leader.timescale().toTicksCeiling(range.endUs()), leader.endTicks());
        var starts = new ArrayList<GridPoint>();
        starts.add(new GridPoint(0, fromTicks));
        starts.addAll(inside(fromTicks, toTicks));
        return new StreamPlan(Optional.empty(), audio(starts, toTicks), false, 0);
    }

    /** Returns the boundaries of the source's grid that are not too near to the ends of a range of ticks. */
    private List<GridPoint> inside(long fromTicks, long toTicks) {
        long shortest = leader.timescale().toTicksCeiling(SegmentGrid.SHORTEST_US);
        return pages.stream()
                .flatMap(page -> SegmentGrid.of(directory, page).stream())
                .filter(point -> point.ticks() >= fromTicks + shortest && point.ticks() <= toTicks - shortest)
                .toList();
    }

    private boolean hasOpenGop(List<GridPoint> starts) {
        return starts.stream().skip(1).anyMatch(this::hasLeading);
    }

    private boolean hasLeading(GridPoint point) {
        for (IndexPage page : pages) {
            TrackSamples samples = page.tracks().getFirst();
            long index = point.number() - samples.firstNumber();
            if (index >= 0 && index < samples.count() && SegmentGrid.hasLeading(samples, (int) index)) {
                return true;
            }
        }
        return false;
    }

    /** @param parts null for the copy form */
    static TrackSegments video(
            List<IndexPage> pages,
            int track,
            List<GridPoint> starts,
            long endTicks,
            long endNumber,
            @Nullable PreciseParts parts) {
        boolean copies = parts == null || parts.copies();
        var sums = new SampleSums(
                pages, track, starts, copies ? endNumber : starts.getFirst().number());
        var segments = new ArrayList<SegmentSpan>();
        for (int i = 0; i < starts.size(); i++) {
            boolean last = i + 1 == starts.size();
            long first = starts.get(i).number();
            long end = last ? Math.max(first, endNumber) : starts.get(i + 1).number();
            int encodedFrames = parts == null
                    ? 0
                    : (i == 0 ? parts.headTicks().size() : 0)
                            + (last ? parts.tailTicks().size() : 0);
            segments.add(new SegmentSpan(
                    starts.get(i).ticks(),
                    last ? endTicks : starts.get(i + 1).ticks(),
                    copies ? first : 0,
                    copies ? end : 0,
                    sums.lengthBytes(i) + sums.estimatedBytes(encodedFrames),
                    encodedFrames > 0,
                    0,
                    Optional.empty()));
        }
        TrackSamples samples = SlicePlanner.samples(pages, track);
        var measured = new ArrayList<SegmentSpan>();
        for (int i = 0; i < segments.size(); i++) {
            boolean last = i + 1 == segments.size();
            SegmentSpan segment = segments.get(i);
            measured.add(
                    parts != null && segment.encoded()
                            ? withPicture(samples, segment, i == 0, last, parts)
                            : copied(samples, segment, i == 0));
        }
        return new TrackSegments(track, sums.entry(), measured);
    }

    /** Returns a segment without encoded frames, with its size and the bytes of its first picture. */
    private static SegmentSpan copied(TrackSamples all, SegmentSpan segment, boolean first) {
        var samples = new SegmentSamples();
        SegmentPlanner.addCopied(samples, all, segment, first, segment.startTicks());
        return segment.with(
                MediaSegment.lengthBytes(samples, segment.endTicks()),
                Optional.of(MediaSegment.picture(samples, segment.endTicks())));
    }

    /** Returns a segment with encoded frames, with the bytes of its first picture if that is copied. */
    private static SegmentSpan withPicture(
            TrackSamples all, SegmentSpan segment, boolean first, boolean last, PreciseParts parts) {
        boolean head = first && !parts.headTicks().isEmpty();
        if (head || !last || segment.endNumber() == segment.firstNumber()) {
            return segment;
        }
        var samples = new SegmentSamples();
        SegmentPlanner.addCopied(samples, all, segment, first, parts.copyStartTicks());
        if (samples.sameFlags()) {
            // The header has flags only if an encoded frame has others, which is not known yet.
            return segment;
        }
        parts.tailTicks().forEach(ticks -> samples.addEncoded(ticks, 0, false));
        return segment.with(segment.lengthBytes(), Optional.of(MediaSegment.picture(samples, segment.endTicks())));
    }

    private List<TrackSegments> audio(List<GridPoint> starts, long endTicks) {
        var tracks = new ArrayList<TrackSegments>();
        for (int track = 0; track < directory.tracks().size(); track++) {
            TrackDescription description = directory.tracks().get(track);
            if (description.kind() == TrackKind.AUDIO && PlayableAudio.is(description)) {
                new AudioSegments(directory, pages, track).of(starts, endTicks).ifPresent(tracks::add);
            }
        }
        return tracks;
    }
}
