package dev.cliprange.packaging.playlist;

import dev.cliprange.packaging.playlist.SequenceDescription.TrackPart;
import dev.cliprange.timeline.ByteSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * The picture at the start of a segment, shown until the next one.
 *
 * @param folder where the segment is, relative to the playlist
 * @param startTicks of the segment
 * @param span of the segment's bytes
 */
record IFrame(String folder, long startTicks, ByteSpan span, long durationUs) {

    /**
     * Returns the pictures of each clip. A segment whose picture is not known shows the picture before it, or the next
     * one if there is none, so that no picture moves.
     */
    static List<List<IFrame>> of(List<TrackPart> parts) {
        return parts.stream().map(IFrame::of).toList();
    }

    /** Whether there is a picture at all. */
    static boolean isAny(List<List<IFrame>> parts) {
        return parts.stream().anyMatch(iFrames -> !iFrames.isEmpty());
    }

    private static List<IFrame> of(TrackPart part) {
        var iFrames = new ArrayList<IFrame>();
        long earlierUs = 0;
        for (MediaSegment segment : part.segments().segments()) {
            long durationUs = part.segments().durationUs(segment);
            ByteSpan span = segment.syncSample();
            if (span != null) {
                iFrames.add(new IFrame(part.folder(), segment.startTicks(), span, earlierUs + durationUs));
                earlierUs = 0;
            } else if (!iFrames.isEmpty()) {
                iFrames.add(iFrames.removeLast().longer(durationUs));
            } else {
                earlierUs += durationUs;
            }
        }
        return iFrames;
    }

    private IFrame longer(long addedUs) {
        return new IFrame(folder, startTicks, span, durationUs + addedUs);
    }
}
