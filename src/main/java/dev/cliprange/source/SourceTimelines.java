package dev.cliprange.source;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.source.frames.FrameGrid;
import dev.cliprange.source.frames.FrameTimes;
import dev.cliprange.source.frames.ListedFrames;
import dev.cliprange.source.frames.MicrosecondTimes;
import dev.cliprange.timeline.TimePoint;
import dev.cliprange.timeline.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Finds the frames of any source: in its index, in the frame times that FFmpeg has listed, or by its frame rate if the
 * source was read by a release without frame lists.
 */
@Component
public class SourceTimelines {

    private final SourceIndexes indexes;
    private final SourceFrames listed;

    SourceTimelines(SourceIndexes indexes, SourceFrames listed) {
        this.indexes = indexes;
        this.listed = listed;
    }

    /**
     * The frames of a range, as numbers in presentation order.
     *
     * @param startFrame the frame shown at the start; if there is none, the next frame
     * @param endFrame the first frame that begins at the end or later
     */
    public record FrameSpan(long startFrame, long endFrame) {}

    /**
     * Returns the boundary that a point snaps to, in microseconds. For an indexed source see
     * {@link IndexPage#nearestBoundaryUs}.
     *
     * @throws FailureException RANGE_OUTSIDE_SOURCE
     */
    public Mono<Long> boundaryUs(ReadySource source, TimePoint point) {
        return boundariesUs(source, List.of(point)).map(List::getFirst);
    }

    /**
     * Returns the boundaries that points snap to, in microseconds, in the order of the points. Each page of the index
     * is read once.
     *
     * @throws FailureException RANGE_OUTSIDE_SOURCE if a point is outside the source
     */
    public Mono<List<Long>> boundariesUs(ReadySource source, List<TimePoint> points) {
        if (source.media().video() == null) {
            points.forEach(SourceTimelines::refuseFrame);
        }
        if (!source.sliceable()) {
            return listed.directory(source)
                    .map(directory -> new ListedFrames(directory, source.durationUs()))
                    .flatMap(frames ->
                            listed.look(source, frames.directory(), points, frames::pageOf, frames::boundaryUs))
                    .switchIfEmpty(Mono.fromSupplier(() -> {
                        FrameTimes grid = grid(source);
                        return points.stream().map(grid::boundaryUs).toList();
                    }));
        }
        return indexes.directory(source)
                .flatMap(directory -> new PageVisits<>(points, point -> pageOf(directory, point))
                        .look(source, indexes, SourceTimelines::boundaryUs));
    }

    /** Returns the frame numbers of a snapped range; empty without video. */
    public Mono<Optional<FrameSpan>> frames(ReadySource source, TimeRange range) {
        return frames(source, List.of(range)).map(List::getFirst);
    }

    /** Returns the frame numbers of snapped ranges, in order; each empty without video. */
    public Mono<List<Optional<FrameSpan>>> frames(ReadySource source, List<TimeRange> ranges) {
        if (source.media().video() == null) {
            return Mono.just(
                    ranges.stream().map(range -> Optional.<FrameSpan>empty()).toList());
        }
        return source.sliceable()
                ? framesAt(source, ranges)
                : listed.directory(source)
                        .flatMap(directory ->
                                listedFrames(source, new ListedFrames(directory, source.durationUs()), ranges))
                        .switchIfEmpty(Mono.defer(() -> framesAt(source, ranges)));
    }

    /** @param startsRange whether the point is the start of a range; otherwise it is the end */
    private record RangeEnd(long us, boolean startsRange) {

        static List<RangeEnd> of(List<TimeRange> ranges) {
            return ranges.stream()
                    .flatMap(
                            range -> Stream.of(new RangeEnd(range.startUs(), true), new RangeEnd(range.endUs(), false)))
                    .toList();
        }
    }

    private Mono<List<Optional<FrameSpan>>> listedFrames(
            ReadySource source, ListedFrames frames, List<TimeRange> ranges) {
        return listed.look(
                        source,
                        frames.directory(),
                        RangeEnd.of(ranges),
                        end -> frames.directory().pageAt(end.startsRange() ? end.us() : end.us() - 1),
                        (page, end) ->
                                end.startsRange() ? frames.firstFrame(page, end.us()) : frames.endFrame(page, end.us()))
                .map(SourceTimelines::spans);
    }

    private Mono<List<Optional<FrameSpan>>> framesAt(ReadySource source, List<TimeRange> ranges) {
        return numbersAt(source, RangeEnd.of(ranges)).map(SourceTimelines::spans);
    }

    private Mono<List<Long>> numbersAt(ReadySource source, List<RangeEnd> ends) {
        if (!source.sliceable()) {
            FrameTimes grid = grid(source);
            return Mono.fromSupplier(
                    () -> ends.stream().map(end -> grid.frameAt(end.us())).toList());
        }
        return indexes.directory(source)
                .flatMap(directory -> new PageVisits<>(ends, (RangeEnd end) -> directory.pageAt(end.us()))
                        .look(source, indexes, SourceTimelines::frameAt));
    }

    private static long frameAt(IndexPage page, RangeEnd end) {
        return end.startsRange() ? page.frameShownAt(end.us()) : page.frameAt(end.us());
    }

    private static List<Optional<FrameSpan>> spans(List<Long> frames) {
        List<Optional<FrameSpan>> spans = new ArrayList<>(frames.size() / 2);
        for (int i = 0; i < frames.size(); i += 2) {
            spans.add(Optional.of(new FrameSpan(frames.get(i), frames.get(i + 1))));
        }
        return spans;
    }

    private static void refuseFrame(TimePoint point) {
        if (point instanceof TimePoint.AtFrame(long number)) {
            throw new FailureException(
                            Failure.REQUEST_INVALID, "The source has no video, so there is no frame " + number + ".")
                    .causedBy(point);
        }
    }

    private static int pageOf(IndexDirectory directory, TimePoint point) {
        return switch (point) {
            case TimePoint.AtTime(long us) -> {
                if (us < 0 || us > directory.endUs()) {
                    throw FrameTimes.outside(us, directory.endUs());
                }
                yield directory.pageAt(us);
            }
            case TimePoint.AtFrame(long number) -> {
                if (number < 0 || number > directory.frames()) {
                    throw FrameTimes.outsideFrames(number, directory.frames());
                }
                yield directory.pageOfFrame(number);
            }
        };
    }

    private static long boundaryUs(IndexPage page, TimePoint point) {
        return switch (point) {
            case TimePoint.AtTime(long us) -> page.nearestBoundaryUs(us);
            case TimePoint.AtFrame(long number) -> page.frameUs(number);
        };
    }

    private static FrameTimes grid(ReadySource source) {
        SourceMedia.Video video = source.media().video();
        return video == null
                ? new MicrosecondTimes(source.durationUs())
                : new FrameGrid(video.frameRate(), video.frames(), source.durationUs());
    }
}
