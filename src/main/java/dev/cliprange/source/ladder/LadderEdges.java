package dev.cliprange.source.ladder;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.ffmpeg.transcode.LadderEncoder;
import dev.cliprange.ffmpeg.transcode.LadderRequest;
import dev.cliprange.ffmpeg.transcode.LadderRequest.Quality;
import dev.cliprange.slice.precise.FrameInput;
import dev.cliprange.slice.rendition.EncodedFragments;
import dev.cliprange.slice.rendition.EncodedPage;
import dev.cliprange.slice.rendition.Rung;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceIndexes.IndexPart;
import dev.cliprange.source.ladder.LadderIndexes.LadderPart;
import dev.cliprange.storage.read.PieceReader;
import dev.cliprange.storage.work.SourceWork;
import dev.cliprange.storage.work.SourceWork.Part;
import dev.cliprange.storage.work.WorkStore;
import dev.cliprange.timeline.TimeRange;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The frames of clips before the first and after the last whole GOP of a quality. They are encoded when a client first
 * requests them, and kept with the ladder. Concurrent requests share one encoding, which runs to completion even if every
 * client disconnects.
 */
@Component
public class LadderEdges {

    private static final long MOST_BYTES = 64L << 20;
    private static final String FILE = "/media.mp4";

    private final PieceReader reader;
    private final LadderEncoder encoder;
    private final WorkStore work;
    private final LadderEdgeRepository edges;
    private final ConcurrentMap<String, Mono<LadderEdge>> making = new ConcurrentHashMap<>();

    LadderEdges(PieceReader reader, LadderEncoder encoder, WorkStore work, LadderEdgeRepository edges) {
        this.reader = reader;
        this.encoder = encoder;
        this.work = work;
        this.edges = edges;
    }

    /**
     * The frames to encode.
     *
     * @param index of the source, for the range of the clip
     * @param rung the index of the quality in the ladder
     * @param fromTicks when the first frame is shown in the clip
     * @param toTicks the end of the last one
     */
    public record Wanted(
            ReadySource source,
            IndexPart index,
            LadderPart ladder,
            TimeRange clip,
            int rung,
            long fromTicks,
            long toTicks) {

        private String folder() {
            return ladder.ladder().id() + "/edge-" + name() + "-";
        }

        private String name() {
            return ladder.ladder().rungs().get(rung).name() + "-" + fromTicks + "-" + toTicks;
        }
    }

    /**
     * Returns the encoded frames.
     *
     * @throws FailureException TOO_BUSY; MEDIA_UNSUPPORTED if they do not fit the ladder; as reading the source
     */
    public Mono<LadderEdge> get(Wanted wanted, ProcessHolder holder) {
        UUID ladder = wanted.ladder().ladder().id();
        return edges.find(ladder, wanted.name()).switchIfEmpty(Mono.defer(() -> {
            String key = ladder + "/" + wanted.name();
            return making.computeIfAbsent(
                    key,
                    it -> make(wanted, holder)
                            .doFinally(end -> making.remove(it))
                            .cache());
        }));
    }

    private Mono<LadderEdge> make(Wanted wanted, ProcessHolder holder) {
        return Mono.usingWhen(
                Mono.fromSupplier(() -> wanted.folder() + UUID.randomUUID()),
                folder -> encode(wanted, folder, holder),
                folder -> Mono.empty(),
                (folder, failure) -> delete(wanted, folder),
                folder -> delete(wanted, folder));
    }

    private Mono<LadderEdge> encode(Wanted wanted, String folder, ProcessHolder holder) {
        return Mono.defer(() -> {
            FrameInput input = FrameInput.of(
                            wanted.index().directory(),
                            wanted.index().pages(),
                            wanted.clip(),
                            wanted.fromTicks(),
                            wanted.toTicks())
                    .orElseThrow(() -> new IllegalArgumentException("edge: " + wanted.name() + " has no frame"));
            Ladder ladder = wanted.ladder().ladder();
            SourceWork objects = work.of(wanted.source().id());
            String name = folder + FILE;
            String key = objects.key(Part.RENDITIONS, name);
            var file = new EncodedFragments();
            return objects.putUpTo(
                            Part.RENDITIONS,
                            name,
                            encoder.encode(request(wanted, input), holder)
                                    .map(buffer -> PageEncoder.read(file, buffer)),
                            MOST_BYTES)
                    .map(length -> fitting(wanted, EncodedPage.of(file, 0, 1, input.shownTicks(), 0)))
                    .flatMap(page -> edges.put(ladder.id(), wanted.name(), new LadderEdge(key, page)))
                    // Another instance was faster.
                    .delayUntil(edge -> edge.key().equals(key) ? Mono.empty() : delete(wanted, folder))
                    .switchIfEmpty(Mono.error(() ->
                            new FailureException(Failure.SOURCE_NOT_READY, "The ladder of the source was replaced.")));
        });
    }

    /** Keeps what a row names: the row may have been written although its transaction seemed to fail. */
    private Mono<Void> delete(Wanted wanted, String folder) {
        SourceWork objects = work.of(wanted.source().id());
        String key = objects.key(Part.RENDITIONS, folder + FILE);
        return edges.find(wanted.ladder().ladder().id(), wanted.name())
                .filter(edge -> edge.key().equals(key))
                .hasElement()
                .filter(used -> !used)
                .flatMap(orphan -> objects.deleteFolder(Part.RENDITIONS, folder))
                .onErrorComplete();
    }

    private LadderRequest request(Wanted wanted, FrameInput input) {
        ReadySource source = wanted.source();
        var directory = wanted.index().directory();
        Rung rung = wanted.ladder().ladder().rungs().get(wanted.rung());
        return new LadderRequest(
                "source " + source.id() + " " + wanted.name(),
                reader.read(source.location(), source.revision(), input.file().pieces()),
                input.fromTicks(),
                input.toTicks(),
                LadderPlan.transfer(directory.tracks().getFirst()),
                directory.video().orElseThrow().rotationDegrees(),
                List.of(new Quality(rung.shortSide(), rung.mostBitsPerSecond(), rung.bufferBits())),
                List.of(0),
                positionUs -> {});
    }

    /** One init segment is for all segments, so the frames need its parameter sets. */
    private static EncodedPage fitting(Wanted wanted, EncodedPage page) {
        var track = wanted.ladder().directory().tracks().get(wanted.rung());
        if (!page.entries().getFirst().hasSameBytes(track.entries().getFirst())) {
            throw new FailureException(
                    Failure.MEDIA_UNSUPPORTED,
                    "This instance's FFmpeg encodes with other codec parameters than the one that made the ladder."
                            + " Make the renditions again.");
        }
        return page;
    }
}
