package dev.cliprange.source.ladder;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.clip.LastingFailure;
import dev.cliprange.ffmpeg.encode.EncodingFailures;
import dev.cliprange.ffmpeg.encode.SharedEncodings;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.ffmpeg.transcode.LadderEncoder;
import dev.cliprange.ffmpeg.transcode.LadderRequest;
import dev.cliprange.ffmpeg.transcode.LadderRequest.Quality;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.TruncatedMp4Exception;
import dev.cliprange.slice.precise.FrameInput;
import dev.cliprange.slice.rendition.EncodedFragments;
import dev.cliprange.slice.rendition.EncodedPage;
import dev.cliprange.slice.rendition.Rung;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceIndexes.IndexPart;
import dev.cliprange.source.ladder.LadderIndexes.LadderPart;
import dev.cliprange.source.orphan.AttemptCleaning;
import dev.cliprange.storage.read.PieceReader;
import dev.cliprange.storage.work.SourceWork;
import dev.cliprange.storage.work.SourceWork.Part;
import dev.cliprange.storage.work.WorkStore;
import dev.cliprange.timeline.TimeRange;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The frames of clips before the first and after the last whole GOP of a quality. They are encoded when a client first
 * requests them, and kept with the ladder.
 */
@Component
public class LadderEdges {

    private static final long MOST_BYTES = 64L << 20;
    private static final String FILE = "/media.mp4";

    private final PieceReader reader;
    private final LadderEncoder encoder;
    private final WorkStore work;
    private final LadderEdgeRepository edges;
    private final AttemptCleaning cleaning;
    private final SharedEncodings<LadderEdge> encodings;

    LadderEdges(
            PieceReader reader,
            LadderEncoder encoder,
            WorkStore work,
            LadderEdgeRepository edges,
            AttemptCleaning cleaning,
            EncodingFailures failures) {
        this.reader = reader;
        this.encoder = encoder;
        this.work = work;
        this.edges = edges;
        this.cleaning = cleaning;
        this.encodings = new SharedEncodings<>(failures);
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
     * Returns the encoded frames. A lasting failure is remembered, and returned at once until it expires.
     *
     * @throws FailureException TOO_BUSY; MEDIA_UNSUPPORTED if they do not fit the ladder; as reading the source
     */
    public Mono<LadderEdge> get(Wanted wanted, ProcessHolder holder) {
        UUID ladder = wanted.ladder().ladder().id();
        Mono<LadderEdge> found = edges.find(ladder, wanted.name());
        // Another request may have encoded them since.
        return found.switchIfEmpty(encodings.get(
                ladder + "/" + wanted.name(), () -> found.switchIfEmpty(Mono.defer(() -> make(wanted, holder)))));
    }

    private Mono<LadderEdge> make(Wanted wanted, ProcessHolder holder) {
        return Mono.usingWhen(
                Mono.fromSupplier(() -> wanted.folder() + UUID.randomUUID()),
                folder -> encode(wanted, folder, holder),
                folder -> Mono.empty(),
                (folder, failure) -> discard(wanted, folder),
                folder -> discard(wanted, folder));
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
            var inputFailure = new AtomicReference<@Nullable Throwable>();
            return objects.putUpTo(
                            Part.RENDITIONS,
                            name,
                            encoder.encode(request(wanted, input, inputFailure), holder)
                                    .onErrorMap(
                                            FailureException.class,
                                            failure -> EncodingFailures.timed(failure, inputFailure.get()))
                                    .map(buffer -> PageEncoder.read(file, buffer)),
                            MOST_BYTES)
                    .map(length -> fitting(wanted, EncodedPage.of(file, 0, 1, input.shownTicks(), 0)))
                    .onErrorMap(error -> judged(wanted, error, inputFailure.get()))
                    .flatMap(page -> edges.put(ladder.id(), wanted.name(), new LadderEdge(key, page)))
                    // Another instance was faster.
                    .delayUntil(edge -> edge.key().equals(key) ? Mono.empty() : discard(wanted, folder))
                    .switchIfEmpty(Mono.error(() ->
                            new FailureException(Failure.SOURCE_NOT_READY, "The ladder of the source was replaced.")));
        });
    }

    /** Keeps what a row names: the row may have been written although its transaction seemed to fail. */
    private Mono<Void> discard(Wanted wanted, String folder) {
        UUID source = wanted.source().id();
        String key = work.of(source).key(Part.RENDITIONS, folder + FILE);
        Mono<Boolean> isUsed = edges.find(wanted.ladder().ladder().id(), wanted.name())
                .map(edge -> edge.key().equals(key));
        // The client does not wait for the repeats.
        return Mono.fromRunnable(
                () -> cleaning.discard(source, Part.RENDITIONS, folder, isUsed).subscribe());
    }

    private static Throwable judged(Wanted wanted, Throwable error, @Nullable Throwable inputFailure) {
        return switch (error) {
            // The encoder's file is cut off although FFmpeg did not fail. The next one may be complete.
            case TruncatedMp4Exception cut -> unfit(wanted, cut);
            case Mp4Exception other -> new EncodingFailures.Lasting(unfit(wanted, other));
            case FailureException failure
            when failure != inputFailure ->
                LastingFailure.of(failure)
                        .<Throwable>map(EncodingFailures.Lasting::new)
                        .orElse(failure);
            default -> error;
        };
    }

    private static FailureException unfit(Wanted wanted, Mp4Exception error) {
        return new FailureException(
                Failure.INTERNAL,
                "The encoder's file for " + wanted.name() + " cannot be used: " + error.reason(),
                error);
    }

    private LadderRequest request(Wanted wanted, FrameInput input, AtomicReference<@Nullable Throwable> inputFailure) {
        ReadySource source = wanted.source();
        var directory = wanted.index().directory();
        Rung rung = wanted.ladder().ladder().rungs().get(wanted.rung());
        return new LadderRequest(
                "source " + source.id() + " " + wanted.name(),
                reader.read(source.location(), source.revision(), input.file().pieces())
                        .doOnError(inputFailure::set),
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
