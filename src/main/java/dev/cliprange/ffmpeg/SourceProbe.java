package dev.cliprange.ffmpeg;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Finds out what a source holds by one pass over all of its packets, in constant memory. One binary is enough: the
 * packets are listed by FFmpeg itself.
 */
public final class SourceProbe {

    private static final Logger log = LoggerFactory.getLogger(SourceProbe.class);

    private final FfmpegProperties properties;
    private final FfmpegPool pool;

    public SourceProbe(FfmpegProperties properties, FfmpegPool pool) {
        this.properties = properties;
        this.pool = pool;
    }

    /**
     * Reads the source through. Needs a permit; the whole of the source is read, so it takes as long as that takes, at
     * most the probe's deadline.
     *
     * <p>Fails with {@code TOO_BUSY}, {@code SOURCE_NOT_FOUND}, {@code SOURCE_UNREADABLE}, {@code SOURCE_TIMEOUT},
     * {@code SOURCE_CHANGED}, {@code MEDIA_UNSUPPORTED} or {@code MEDIA_MALFORMED}, each with a detail that may be shown.
     *
     * @param label whom it works for, as the operator sees it
     */
    public Mono<ProbedSource> probe(String label, FfmpegInput input) {
        return Mono.usingWhen(
                pool.acquire(Share.BACKGROUND),
                permit -> list(label, input),
                permit -> Mono.fromRunnable(permit::release));
    }

    private Mono<ProbedSource> list(String label, FfmpegInput input) {
        return Mono.defer(() -> {
            InputBanner banner = new InputBanner();
            PacketListing packets = new PacketListing();
            var command = new ToolRun.Command(
                    ClipCommand.listing(properties, input, Optional.empty()),
                    label,
                    input.address(),
                    properties.probeDeadline());
            return ToolRun.run(pool, command, packets::accept, banner::accept)
                    .map(result -> describe(label, result, banner, packets));
        });
    }

    private ProbedSource describe(String label, ToolRun.Result result, InputBanner banner, PacketListing packets) {
        Set<Complaint> complaints = result.stderr().complaints();
        if (result.code() != 0 || complaints.stream().anyMatch(Complaint::reading)) {
            log.warn(
                    "probe failed: source={} exit={} stderr={}",
                    label,
                    result.code(),
                    result.stderr().text());
            throw ClipVerdict.explain(result.code(), complaints);
        }
        Optional<ProbedSource.Video> video = Optional.empty();
        List<ProbedSource.Audio> audio = new ArrayList<>();
        long endUs = 0;
        for (var entry : packets.streams().entrySet()) {
            ListedStream stream = entry.getValue();
            requireKnown(stream);
            InputBanner.Stream said = banner.ofOutput(entry.getKey());
            endUs = Math.max(endUs, stream.endUs());
            if (stream.video()) {
                video = Optional.of(video(stream, said));
            } else {
                audio.add(new ProbedSource.Audio(stream.codec, said.channels(), stream.sampleRate, said.language()));
            }
        }
        if (endUs <= 0) {
            throw new FailureException(Failure.MEDIA_UNSUPPORTED, "The source has no sample of video or audio.");
        }
        return new ProbedSource(banner.container(), banner.startUs(), endUs, video, audio);
    }

    private static ProbedSource.Video video(ListedStream stream, InputBanner.Stream said) {
        return new ProbedSource.Video(
                stream.codec,
                stream.width,
                stream.height,
                stream.frameRate(said.framesPerSecond()),
                stream.packets(),
                said.rotation(),
                stream.longestKeyIntervalUs(),
                stream.allKey());
    }

    private static void requireKnown(ListedStream stream) {
        if (stream.codec.isEmpty() || stream.codec.equals("none")) {
            throw new FailureException(
                    Failure.MEDIA_UNSUPPORTED, "The source has a codec that this instance's FFmpeg does not know.");
        }
    }
}
