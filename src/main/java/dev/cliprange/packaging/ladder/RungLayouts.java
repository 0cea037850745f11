package dev.cliprange.packaging.ladder;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.packaging.playlist.StreamFile;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.slice.precise.PreciseParts;
import dev.cliprange.slice.rendition.PagePlaces;
import dev.cliprange.slice.segment.SegmentPlanner;
import dev.cliprange.slice.segment.SegmentSpan;
import dev.cliprange.slice.segment.TrackSegments;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.ladder.LadderEdge;
import dev.cliprange.source.ladder.LadderEdges;
import dev.cliprange.source.ladder.LadderIndexes;
import dev.cliprange.source.ladder.LadderIndexes.LadderPart;
import dev.cliprange.stream.StoredLayout;
import dev.cliprange.timeline.TimeRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The layouts of init and media segments in the qualities of a ladder. Only the ends of a clip need a process. */
@Component
public class RungLayouts {

    private final SourceIndexes indexes;
    private final LadderIndexes ladders;
    private final LadderEdges edges;

    RungLayouts(SourceIndexes indexes, LadderIndexes ladders, LadderEdges edges) {
        this.indexes = indexes;
        this.ladders = ladders;
        this.edges = edges;
    }

    /**
     * Returns the layout of a file of a quality.
     *
     * @throws FailureException SEGMENT_NOT_FOUND; as {@link LadderEdges#get}
     */
    public Mono<StoredLayout> get(ClipDescriptor clip, RungStream rung, StreamFile.Part file, ProcessHolder holder) {
        String tag = clip.streamVersion() + "/" + file.path();
        return switch (file.content()) {
            case StreamFile.Content.Named.INIT ->
                Mono.fromSupplier(() -> StoredLayout.ofSource(new TaggedLayout(
                        SegmentPlanner.init(rung.directory(), rung.plan().video()), tag)));
            case StreamFile.Content.Segment(long startTicks) ->
                segment(clip, rung, rung.plan().video().find(startTicks).orElseThrow(() -> unknown(file)), tag, holder);
            case StreamFile.Content.Named.PLAYLIST,
                    StreamFile.Content.Named.IFRAME_PLAYLIST,
                    StreamFile.Content.Named.CUES -> Mono.error(unknown(file));
        };
    }

    /** Encodes the frames that are not copied from the ladder, unless they are stored. */
    public Mono<Void> encodeEnds(ClipDescriptor clip, RungStream rung, ProcessHolder holder) {
        TrackSegments track = rung.plan().video();
        return Flux.just(track.segments().getFirst(), track.segments().getLast())
                .distinct()
                .concatMap(segment -> segment(clip, rung, segment, clip.streamVersion(), holder))
                .then();
    }

    private static FailureException unknown(StreamFile file) {
        return new FailureException(
                Failure.SEGMENT_NOT_FOUND, "The stream of this clip has no file '" + file.path() + "'.");
    }

    private Mono<StoredLayout> segment(
            ClipDescriptor clip, RungStream rung, SegmentSpan segment, String tag, ProcessHolder holder) {
        TrackSegments track = rung.plan().video();
        TimeRange range = SegmentPlanner.range(
                rung.directory(), track, segment, clip.clip().range());
        PreciseParts parts = rung.plan().parts();
        long tailTicks = parts.tailTicks().isEmpty()
                ? parts.toTicks()
                : parts.tailTicks().getFirst();
        return ladders.part(clip.source(), range)
                .switchIfEmpty(Mono.error(() ->
                        new FailureException(Failure.SOURCE_NOT_READY, "The renditions of the source were replaced.")))
                .flatMap(ladder -> edge(
                                clip,
                                rung,
                                range,
                                ladder,
                                track.isFirst(segment) && !parts.headTicks().isEmpty(),
                                parts.fromTicks(),
                                parts.copyStartTicks(),
                                holder)
                        .zipWith(edge(
                                clip,
                                rung,
                                range,
                                ladder,
                                track.isLast(segment) && !parts.tailTicks().isEmpty(),
                                tailTicks,
                                parts.toTicks(),
                                holder))
                        .map(ends -> layout(rung, segment, ladder, ends.getT1(), ends.getT2(), tag)));
    }

    private Mono<Optional<LadderEdge>> edge(
            ClipDescriptor clip,
            RungStream rung,
            TimeRange range,
            LadderPart ladder,
            boolean needed,
            long fromTicks,
            long toTicks,
            ProcessHolder holder) {
        if (!needed) {
            return Mono.just(Optional.empty());
        }
        int track = rung.plan().video().track();
        return indexes.part(clip.source(), range)
                .flatMap(part -> edges.get(
                        new LadderEdges.Wanted(clip.source(), part, ladder, range, track, fromTicks, toTicks), holder))
                .map(Optional::of);
    }

    /** The objects of the edges have the places after those of the pages. */
    private static StoredLayout layout(
            RungStream rung,
            SegmentSpan segment,
            LadderPart ladder,
            Optional<LadderEdge> head,
            Optional<LadderEdge> tail,
            String tag) {
        var keys = new ArrayList<>(ladder.ladder().objects());
        int page = keys.size();
        keys.add(head.map(LadderEdge::key).orElse(""));
        keys.add(tail.map(LadderEdge::key).orElse(""));
        var layout = SegmentPlanner.rung(
                rung.plan(),
                segment,
                ladder.pages(),
                head.map(edge -> samples(rung, edge, page)),
                tail.map(edge -> samples(rung, edge, page + 1)));
        return new StoredLayout(new TaggedLayout(layout, tag), keys);
    }

    private static TrackSamples samples(RungStream rung, LadderEdge edge, int page) {
        return IndexPage.samples(ByteBuffer.wrap(edge.page().samples()), List.of(rung.description()))
                .getFirst()
                .movedBy(PagePlaces.start(page));
    }
}
