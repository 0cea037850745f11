package dev.cliprange.source;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.timeline.TimePoint;
import dev.cliprange.timeline.TimeRange;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Where the frames of any source lie: from its index, or on the grid of its frame rate where it has none. */
@Component
public class SourceTimelines {

    private final SourceIndexes indexes;

    SourceTimelines(SourceIndexes indexes) {
        this.indexes = indexes;
    }

    /**
     * The frames of a range, as numbers in presentation order.
     *
     * @param startFrame the first one inside
     * @param endFrame the first one behind it
     */
    public record FrameSpan(long startFrame, long endFrame) {}

    /**
     * The points as a range whose ends lie on frame boundaries of the source.
     *
     * @throws FailureException RANGE_OUTSIDE_SOURCE, or RANGE_EMPTY if both ends fall on one boundary
     */
    public Mono<TimeRange> snap(ReadySource source, TimePoint start, TimePoint end) {
        return boundaryUs(source, start)
                .zipWhen(startUs -> boundaryUs(source, end))
                .map(ends -> range(ends.getT1(), ends.getT2()));
    }

    /** The frame numbers of a range that was snapped; empty without video. */
    public Mono<Optional<FrameSpan>> frames(ReadySource source, TimeRange range) {
        if (source.media().video() == null) {
            return Mono.just(Optional.empty());
        }
        return frameAt(source, range.startUs())
                .zipWhen(startFrame -> frameAt(source, range.endUs()))
                .map(frames -> Optional.of(new FrameSpan(frames.getT1(), frames.getT2())));
    }

    private Mono<Long> boundaryUs(ReadySource source, TimePoint point) {
        if (point instanceof TimePoint.AtFrame(long number) && source.media().video() == null) {
            return Mono.error(new FailureException(
                    Failure.REQUEST_INVALID, "The source has no video, so there is no frame " + number + "."));
        }
        return source.sliceable()
                ? indexes.directory(source).flatMap(directory -> boundaryUs(source, directory, point))
                : Mono.fromSupplier(() -> grid(source).boundaryUs(point));
    }

    private Mono<Long> boundaryUs(ReadySource source, IndexDirectory directory, TimePoint point) {
        return switch (point) {
            case TimePoint.AtTime(long us) ->
                us < 0 || us > directory.endUs()
                        ? Mono.error(FrameTimes.outside(us, directory.endUs()))
                        : indexes.page(source, directory.pageAt(us))
                                .map(part -> part.pages().getFirst().nearestBoundaryUs(us));
            case TimePoint.AtFrame(long number) ->
                number < 0 || number > directory.frames()
                        ? Mono.error(FrameTimes.outsideFrames(number, directory.frames()))
                        : indexes.page(source, directory.pageOfFrame(number))
                                .map(part -> part.pages().getFirst().frameUs(number));
        };
    }

    private Mono<Long> frameAt(ReadySource source, long boundaryUs) {
        if (!source.sliceable()) {
            return Mono.fromSupplier(() -> grid(source).frameAt(boundaryUs));
        }
        return indexes.directory(source)
                .flatMap(directory -> indexes.page(source, directory.pageAt(boundaryUs))
                        .map(part -> part.pages().getFirst().frameAt(boundaryUs)));
    }

    private static FrameTimes grid(ReadySource source) {
        SourceMedia.Video video = source.media().video();
        return video == null
                ? new MicrosecondTimes(source.durationUs())
                : new FrameGrid(video.frameRate(), video.frames(), source.durationUs());
    }

    private static TimeRange range(long startUs, long endUs) {
        if (endUs <= startUs) {
            throw new FailureException(
                    Failure.RANGE_EMPTY, "The range holds no frame: its end must be at least one behind its start.");
        }
        return new TimeRange(startUs, endUs);
    }
}
