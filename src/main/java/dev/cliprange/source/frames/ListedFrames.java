package dev.cliprange.source.frames;

import dev.cliprange.timeline.FrameDirectory;
import dev.cliprange.timeline.FramePage;
import dev.cliprange.timeline.TimePoint;
import java.util.stream.LongStream;

/**
 * The frame boundaries of a source whose frame times are listed: the start of each frame and the end of the last one.
 * The source's own ends are boundaries too, because its audio may begin earlier and end later.
 */
public record ListedFrames(FrameDirectory directory, long durationUs) {

    /** A point farther than this from each boundary is inside a long frame and does not snap. */
    static final long SNAP_US = 100_000;

    /** The page that holds the frames near a point. */
    public int pageOf(TimePoint point) {
        return switch (point) {
            case TimePoint.AtTime(long us) -> {
                if (us < 0 || us > durationUs) {
                    throw FrameTimes.outside(us, durationUs);
                }
                yield directory.pageAt(us);
            }
            case TimePoint.AtFrame(long number) -> {
                if (number < 0 || number > directory.frames()) {
                    throw FrameTimes.outsideFrames(number, directory.frames());
                }
                yield directory.pageOf(number);
            }
        };
    }

    /** The boundary nearest to a point on its page, or the point itself. */
    public long boundaryUs(FramePage page, TimePoint point) {
        return switch (point) {
            case TimePoint.AtTime(long us) -> nearestUs(page, us);
            case TimePoint.AtFrame(long number) -> startUs(page, number);
        };
    }

    private long nearestUs(FramePage page, long us) {
        long frame = page.frameAt(us);
        long nearestUs = LongStream.of(0, durationUs, frame < 0 ? 0 : startUs(page, frame), startUs(page, frame + 1))
                .reduce((one, other) -> Math.abs(other - us) < Math.abs(one - us) ? other : one)
                .orElse(us);
        return Math.abs(nearestUs - us) <= SNAP_US ? nearestUs : us;
    }

    /** The start of a frame. The end of the last frame is the end of the source, unless that is much later. */
    private long startUs(FramePage page, long frame) {
        boolean end = frame == directory.frames();
        return end && durationUs - directory.endUs() <= SNAP_US
                ? durationUs
                : Math.min(durationUs, page.startUs(frame));
    }

    /** The first frame shown at or after the start of a range: the frame that lasts over it, if there is one. */
    public long firstFrame(FramePage page, long startUs) {
        return startUs >= directory.endUs() ? directory.frames() : Math.max(0, page.frameAt(startUs));
    }

    /** The number of the first frame that begins at or after a range's end. */
    public long endFrame(FramePage page, long endUs) {
        return endUs >= directory.endUs() ? directory.frames() : page.frameAt(endUs - 1) + 1;
    }
}
