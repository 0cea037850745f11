package dev.cliprange.precise;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.codec.MediaFormat;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.FailureKind;
import dev.cliprange.ffmpeg.encode.BoundaryEncoder;
import dev.cliprange.ffmpeg.encode.EncodeRequest;
import dev.cliprange.ffmpeg.encode.EncodingFailures;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.TruncatedMp4Exception;
import dev.cliprange.slice.precise.EncodedEdges;
import dev.cliprange.slice.precise.EncodedVideo;
import dev.cliprange.slice.precise.EncodingPlan;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceIndexes.IndexPart;
import dev.cliprange.storage.read.PieceReader;
import dev.cliprange.timeline.FrameRate;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.TracedStep;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Encodes the frames of a clip that cannot be copied. FFmpeg reads a small file that is written here and has only the
 * samples that it must decode; it does not read the source.
 */
@Component
class EncodedEdgesMaker {

    private static final Logger log = LoggerFactory.getLogger(EncodedEdgesMaker.class);

    private final EncodingPlans plans;
    private final PieceReader reader;
    private final BoundaryEncoder encoder;
    private final PreciseProperties properties;
    private final PreciseMemory memory;
    private final PreciseMetrics metrics;
    private final Spans spans;

    EncodedEdgesMaker(
            EncodingPlans plans,
            PieceReader reader,
            BoundaryEncoder encoder,
            PreciseProperties properties,
            PreciseMemory memory,
            PreciseMetrics metrics,
            Spans spans) {
        this.plans = plans;
        this.reader = reader;
        this.encoder = encoder;
        this.properties = properties;
        this.memory = memory;
        this.metrics = metrics;
        this.spans = spans;
    }

    /**
     * Encodes the frames, and stores them before their memory permit is released.
     *
     * @param holder the encoder's process counts as its own
     * @param then stores the encoded frames
     * @throws EncodingFailures.Lasting if the same request would fail again
     * @throws FailureException TOO_BUSY; as reading the source and as {@code then}
     */
    <T> Mono<T> make(ClipDescriptor clip, ProcessHolder holder, IndexPart part, Function<EncodedEdges, Mono<T>> then) {
        return plans.find(clip, part)
                .flatMap(plan -> make(clip, holder, part, plan, then))
                .onErrorMap(error -> judged(clip, error));
    }

    private static Throwable judged(ClipDescriptor clip, Throwable error) {
        return switch (error) {
            // The encoder's file is cut off although FFmpeg did not fail. The next one may be complete.
            case TruncatedMp4Exception cut -> unfit(clip, cut);
            case Mp4Exception other -> new EncodingFailures.Lasting(unfit(clip, other));
            case FailureException failure
            when failure.failure().kind() == FailureKind.MEDIA -> new EncodingFailures.Lasting(failure);
            default -> error;
        };
    }

    private <T> Mono<T> make(
            ClipDescriptor clip,
            ProcessHolder holder,
            IndexPart part,
            EncodingPlan plan,
            Function<EncodedEdges, Mono<T>> then) {
        if (plan.headFrames() + plan.tailFrames() == 0) {
            return Mono.fromSupplier(plan::withoutEncoding).flatMap(then);
        }
        FrameRate rate = part.directory().video().orElseThrow().frameRate();
        EncodingPlan.Input input = plan.input(rate);
        MediaFormat format = part.directory().tracks().getFirst().format();
        Optional<FailureException> refusal = refusal(plan, input, format);
        if (refusal.isPresent()) {
            return Mono.error(refusal.get());
        }
        int mostBytes = memory.mostBytes(plan.headFrames() + plan.tailFrames(), format.width(), format.height());
        return memory.encoding(
                mostBytes,
                () -> encode(clip, holder, plan, input, mostBytes)
                        .map(bytes -> plan.edges(EncodedVideo.read(bytes)))
                        .flatMap(then));
    }

    /** Returns why the frames cannot be encoded, if that is known before a process starts. */
    private Optional<FailureException> refusal(EncodingPlan plan, EncodingPlan.Input input, MediaFormat format) {
        long readBytes = input.file().lengthBytes();
        if (readBytes > properties.maxRead().toBytes()) {
            return Optional.of(new FailureException(
                    Failure.PRECISE_UNAVAILABLE,
                    "Too many bytes of the source must be decoded for the edges of this clip: " + readBytes + "."));
        }
        return encoder.refusal(plan.target(), format.width(), format.height())
                .map(reason -> new FailureException(Failure.PRECISE_UNAVAILABLE, reason));
    }

    private Mono<byte[]> encode(
            ClipDescriptor clip, ProcessHolder holder, EncodingPlan plan, EncodingPlan.Input input, int mostBytes) {
        ReadySource source = clip.source();
        var inputFailure = new AtomicReference<@Nullable Throwable>();
        var request = new EncodeRequest(
                clip.id().toString(),
                holder,
                reader.read(source.location(), source.revision(), input.file().pieces())
                        .doOnError(inputFailure::set),
                plan.target(),
                input.wanted().stream()
                        .map(run -> new EncodeRequest.Run(run.fromTicks(), run.toTicks()))
                        .toList(),
                plan.headFrames(),
                properties.preset().lowerCase(),
                mostBytes,
                properties.deadline());
        Mono<byte[]> encoded = metrics.encoding(encoder.encode(request), plan.headFrames() + plan.tailFrames());
        return spans.around(TracedStep.ENCODE, encoded)
                .onErrorMap(FailureException.class, failure -> EncodingFailures.timed(failure, inputFailure.get()));
    }

    private static FailureException unfit(ClipDescriptor clip, Mp4Exception error) {
        log.atWarn()
                .addKeyValue("clip", clip.id())
                .addKeyValue("reason", error.reason())
                .log("encoded frames do not fit the source");
        return new FailureException(
                Failure.PRECISE_UNAVAILABLE,
                "The frames that were encoded do not fit those of the source: " + error.reason());
    }
}
