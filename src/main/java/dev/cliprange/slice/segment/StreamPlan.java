package dev.cliprange.slice.segment;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The segments of a clip, in one form.
 *
 * @param video empty for a source of audio only
 * @param audio one for each audio track that has packets in the clip and a codec that players know
 * @param openGop whether a segment after the first begins with leading pictures, which need the segment before it
 * @param leadUs the time from the first sample of the stream to the start of the clip
 */
public record StreamPlan(Optional<TrackSegments> video, List<TrackSegments> audio, boolean openGop, long leadUs) {

    public StreamPlan {
        audio = List.copyOf(audio);
    }

    public Stream<TrackSegments> tracks() {
        return Stream.concat(video.stream(), audio.stream());
    }

    /** Returns about how much memory the plan takes. */
    public int weightBytes() {
        return Math.toIntExact(
                256 + 120 * tracks().mapToLong(it -> it.segments().size()).sum());
    }
}
