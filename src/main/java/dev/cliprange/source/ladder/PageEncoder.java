package dev.cliprange.source.ladder;

import dev.cliprange.codec.MediaFormat;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.transcode.LadderEncoder;
import dev.cliprange.ffmpeg.transcode.LadderRequest;
import dev.cliprange.index.IndexPage;
import dev.cliprange.slice.precise.FrameInput;
import dev.cliprange.slice.rendition.EncodedFragments;
import dev.cliprange.slice.rendition.EncodedPage;
import dev.cliprange.slice.rendition.PageEncoding;
import dev.cliprange.source.orphan.AttemptCleaning;
import dev.cliprange.storage.read.PieceReader;
import dev.cliprange.storage.work.SourceWork;
import dev.cliprange.storage.work.SourceWork.Part;
import dev.cliprange.storage.work.WorkStore;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Encodes pages of sources, and stores them as their bytes arrive. */
@Component
class PageEncoder {

    private static final String FILE = "/media.mp4";

    private final PieceReader reader;
    private final LadderEncoder encoder;
    private final WorkStore work;
    private final AttemptCleaning cleaning;

    PageEncoder(PieceReader reader, LadderEncoder encoder, WorkStore work, AttemptCleaning cleaning) {
        this.reader = reader;
        this.encoder = encoder;
        this.work = work;
        this.cleaning = cleaning;
    }

    /** @throws FailureException MEDIA_UNSUPPORTED if the encoding takes more memory than a process may use */
    void requireMemory(LadderPlan plan) {
        MediaFormat format = plan.directory().tracks().getFirst().format();
        encoder.refusal(plan.qualities(), format.width(), format.height()).ifPresent(reason -> {
            throw new FailureException(Failure.MEDIA_UNSUPPORTED, reason);
        });
    }

    /**
     * Encodes the frames that begin in a page. If it fails or is cancelled, the object is deleted.
     *
     * @param folder of the object in the work storage, which no other attempt has
     */
    Mono<PartResult> encode(LadderPlan plan, IndexPage page, String folder) {
        return Mono.defer(() -> {
            var encoding = encoding(plan, page);
            long firstFrame = plan.directory().pages().get(page.number()).firstFrame();
            if (encoding.isEmpty()) {
                return Mono.just(
                        new PartResult("", EncodedPage.empty(plan.rungs().size(), firstFrame)));
            }
            SourceWork objects = work.of(plan.source().id());
            return Mono.usingWhen(
                    Mono.just(folder),
                    it -> encode(plan, page.number(), encoding.orElseThrow(), objects, it + FILE)
                            .map(file -> new PartResult(
                                    objects.key(Part.RENDITIONS, it + FILE),
                                    EncodedPage.of(
                                            file,
                                            page.number(),
                                            plan.rungs().size(),
                                            encoding.orElseThrow().input().shownTicks(),
                                            firstFrame))),
                    it -> Mono.empty(),
                    (it, failure) -> discard(plan, it),
                    it -> discard(plan, it));
        });
    }

    /** No row names the folder before its part has ended. */
    private Mono<Void> discard(LadderPlan plan, String folder) {
        return cleaning.discard(plan.source().id(), Part.RENDITIONS, folder, Mono.just(false));
    }

    /** Too many frames before the first keyframe are a property of the source. */
    private static Optional<PageEncoding> encoding(LadderPlan plan, IndexPage page) {
        try {
            return PageEncoding.of(plan.directory(), page);
        } catch (FailureException failure) {
            throw failure.failure() == Failure.PRECISE_UNAVAILABLE
                    ? new FailureException(Failure.MEDIA_UNSUPPORTED, failure.detail(), failure)
                    : failure;
        }
    }

    private Mono<EncodedFragments> encode(
            LadderPlan plan, int page, PageEncoding encoding, SourceWork objects, String name) {
        FrameInput input = encoding.input();
        var source = plan.source();
        var request = new LadderRequest(
                "source " + source.id() + " page " + page,
                reader.read(source.location(), source.revision(), input.file().pieces()),
                input.fromTicks(),
                input.toTicks(),
                plan.transfer(),
                plan.rotationDegrees(),
                plan.qualities(),
                encoding.keyframes(),
                positionUs -> {});
        var file = new EncodedFragments();
        return objects.putUpTo(
                        Part.RENDITIONS,
                        name,
                        encoder.encode(request).map(buffer -> read(file, buffer)),
                        plan.mostBytes(page))
                .thenReturn(file);
    }

    /** Reads a buffer as it passes. Releases it if it cannot be read. */
    static ByteBuf read(EncodedFragments file, ByteBuf buffer) {
        try {
            file.accept(buffer.nioBuffer());
            return buffer;
        } catch (RuntimeException unreadable) {
            buffer.release();
            throw unreadable;
        }
    }
}
