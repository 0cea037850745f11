package dev.cliprange.source;

import dev.cliprange.codec.CodecList;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.source.SourceTimelines.FrameSpan;
import dev.cliprange.timeline.TimeRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds the codecs of clips, without planning them. */
@Component
public class SourceCodecs {

    private final SourceIndexes indexes;

    SourceCodecs(SourceIndexes indexes) {
        this.indexes = indexes;
    }

    /**
     * Returns the codecs of the copies of snapped ranges, in order. A slice has the tracks that have something in its
     * range.
     *
     * @param frames of each range, see {@link SourceTimelines#frames}
     */
    public Mono<List<CodecList>> of(ReadySource source, List<TimeRange> ranges, List<Optional<FrameSpan>> frames) {
        if (!source.sliceable()) {
            return Mono.just(ranges.stream().map(range -> source.codecs()).toList());
        }
        return indexes.directory(source)
                .map(directory -> IntStream.range(0, ranges.size())
                        .mapToObj(i -> of(directory, ranges.get(i), frames.get(i)))
                        .toList());
    }

    private static CodecList of(IndexDirectory directory, TimeRange range, Optional<FrameSpan> frames) {
        boolean shown =
                frames.filter(span -> span.startFrame() < span.endFrame()).isPresent();
        return TrackDescription.codecs(directory.tracks().stream()
                .filter(track -> track.kind() == TrackKind.VIDEO
                        ? shown
                        : track.timescale().toUs(track.endTicks()) > range.startUs())
                .toList());
    }
}
