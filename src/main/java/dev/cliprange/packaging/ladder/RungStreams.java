package dev.cliprange.packaging.ladder;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.slice.segment.RungPlanner;
import dev.cliprange.slice.segment.TrackSegments;
import dev.cliprange.source.ladder.LadderIndexes;
import dev.cliprange.source.ladder.LadderIndexes.LadderPart;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Plans the streams of clips in the qualities of the source's ladder. */
@Component
public class RungStreams {

    private final LadderIndexes ladders;

    RungStreams(LadderIndexes ladders) {
        this.ladders = ladders;
    }

    /**
     * Returns the qualities of a clip; empty without a ladder.
     *
     * @param original the video of the exact form of the clip
     */
    public Mono<List<RungStream>> of(ClipDescriptor clip, TrackSegments original) {
        return ladders.part(clip.source(), clip.clip().range())
                .map(part -> plan(part, original))
                .defaultIfEmpty(List.of());
    }

    private static List<RungStream> plan(LadderPart part, TrackSegments original) {
        return IntStream.range(0, part.ladder().rungs().size())
                .mapToObj(track -> RungPlanner.plan(part.pages(), track, original)
                        .map(plan ->
                                new RungStream(part.ladder().rungs().get(track).name(), part.directory(), plan)))
                .flatMap(found -> found.stream())
                .toList();
    }
}
