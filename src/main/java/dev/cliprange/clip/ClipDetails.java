package dev.cliprange.clip;

import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceKeyframes;
import dev.cliprange.source.SourceKeyframes.Lead;
import dev.cliprange.source.SourceTimelines;
import dev.cliprange.source.SourceTimelines.FrameSpan;
import dev.cliprange.timeline.TimeRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Reads what the index of a source says about the ranges of clips. Reads the storage: must not be called under a lock.
 */
@Component
public class ClipDetails {

    private final SourceTimelines timelines;
    private final SourceKeyframes keyframes;

    ClipDetails(SourceTimelines timelines, SourceKeyframes keyframes) {
        this.timelines = timelines;
        this.keyframes = keyframes;
    }

    /**
     * What the index says about a range.
     *
     * @param frames empty without video
     * @param lead empty without video, or without an index
     */
    public record Detail(Optional<FrameSpan> frames, Optional<Lead> lead) {}

    /** Returns the details of ranges that were snapped, in their order. Each page of the index is read once. */
    public Mono<List<Detail>> read(ReadySource source, List<TimeRange> ranges) {
        return Mono.zip(
                timelines.frames(source, ranges),
                keyframes.leads(source, ranges),
                (frames, leads) -> IntStream.range(0, ranges.size())
                        .mapToObj(i -> new Detail(frames.get(i), leads.get(i)))
                        .toList());
    }
}
