package dev.cliprange.clip;

import dev.cliprange.codec.CodecList;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceCodecs;
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
    private final SourceCodecs codecs;

    ClipDetails(SourceTimelines timelines, SourceKeyframes keyframes, SourceCodecs codecs) {
        this.timelines = timelines;
        this.keyframes = keyframes;
        this.codecs = codecs;
    }

    /**
     * What the index says about a range.
     *
     * @param frames empty without video
     * @param lead empty without video, and if it is not known at which keyframe FFmpeg starts
     * @param codecs of the copy, by the engine that the source has
     */
    public record Detail(Optional<FrameSpan> frames, Optional<Lead> lead, CodecList codecs) {}

    /** Returns the details of ranges that were snapped, in their order. Each page of the index is read once. */
    public Mono<List<Detail>> read(ReadySource source, List<TimeRange> ranges) {
        return Mono.zip(timelines.frames(source, ranges), keyframes.leads(source, ranges))
                .flatMap(both -> codecs.of(source, ranges, both.getT1())
                        .map(codecs -> IntStream.range(0, ranges.size())
                                .mapToObj(i -> new Detail(
                                        both.getT1().get(i), both.getT2().get(i), codecs.get(i)))
                                .toList()));
    }
}
