package dev.cliprange.source;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.timeline.TimePoint;
import dev.cliprange.timeline.TimeRange;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Where the frames of any source lie. */
@Component
public class SourceTimelines {

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
        return Mono.fromSupplier(() -> {
            FrameTimes times = timesOf(source);
            return range(times.boundaryUs(start), times.boundaryUs(end));
        });
    }

    /** The frame numbers of a range that was snapped; empty without video. */
    public Mono<Optional<FrameSpan>> frames(ReadySource source, TimeRange range) {
        return Mono.fromSupplier(() -> {
            if (source.media().video() == null) {
                return Optional.empty();
            }
            FrameTimes times = timesOf(source);
            return Optional.of(new FrameSpan(times.frameAt(range.startUs()), times.frameAt(range.endUs())));
        });
    }

    private static FrameTimes timesOf(ReadySource source) {
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

    /** A source without frames that is not indexed: every microsecond is a boundary. */
    private record MicrosecondTimes(long durationUs) implements FrameTimes {

        @Override
        public long boundaryUs(TimePoint point) {
            return switch (point) {
                case TimePoint.AtTime(long us) -> {
                    if (us < 0 || us > durationUs) {
                        throw FrameTimes.outside(us, durationUs);
                    }
                    yield us;
                }
                case TimePoint.AtFrame(long number) ->
                    throw new FailureException(
                            Failure.REQUEST_INVALID, "The source has no video, so there is no frame " + number + ".");
            };
        }

        @Override
        public long frameAt(long boundaryUs) {
            throw new IllegalStateException("frameAt: no frames without video");
        }
    }
}
