package dev.cliprange.source.indexing;

import dev.cliprange.ffmpeg.probe.ProbedSource;
import dev.cliprange.ffmpeg.probe.SourceProbe;
import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.source.SourceMedia;
import dev.cliprange.storage.lease.FfmpegInputUrls;
import dev.cliprange.storage.lease.SourceLease;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.timeline.FrameTable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads a source with FFmpeg, and describes it in the types of {@code source}. */
@Component
class FfmpegProbing {

    private final FfmpegInputUrls addresses;
    private final SourceProbe probe;
    private final FfmpegProperties properties;

    FfmpegProbing(FfmpegInputUrls addresses, SourceProbe probe, FfmpegProperties properties) {
        this.addresses = addresses;
        this.properties = properties;
        this.probe = probe;
    }

    /**
     * The result of a probe.
     *
     * @param durationUs from the start of the source to the end of the last sample
     * @param frames the frame times; empty without video
     */
    record Found(long durationUs, SourceMedia media, Optional<FrameTable> frames) {}

    /**
     * Reads the whole source.
     *
     * @param largeHeaders whether the headers alone may take FFmpeg longer than a clip may take
     * @throws dev.cliprange.failure.FailureException if FFmpeg cannot read it, including TOO_BUSY
     */
    Mono<Found> probe(UUID sourceId, Location location, ObjectStat object, boolean largeHeaders) {
        return addresses
                .with(location, object, properties.longestProbe(), lease -> probe(sourceId, lease, largeHeaders))
                .single()
                .map(probed -> new Found(probed.durationUs(), media(probed), probed.frames()));
    }

    private Mono<ProbedSource> probe(UUID sourceId, SourceLease lease, boolean largeHeaders) {
        var target = lease.input();
        var input =
                new FfmpegInput(target.input(), Set.copyOf(target.protocols()), target.headers(), "", "", List.of());
        String label = "source " + sourceId;
        return (largeHeaders ? probe.probeLargeHeaders(label, input) : probe.probe(label, input))
                .onErrorMap(error -> lease.failure().<Throwable>map(it -> it).orElse(error));
    }

    private static SourceMedia media(ProbedSource probed) {
        return new SourceMedia(
                container(probed.container()),
                video(probed),
                probed.audio().stream()
                        .map(it -> new SourceMedia.Audio(it.codec(), it.channels(), it.sampleRate(), it.language()))
                        .toList(),
                probed.ignored().stream()
                        .map(it -> new SourceMedia.IgnoredTrack(it.number(), it.kind(), it.codec(), it.reason()))
                        .toList(),
                probed.videoStartUs() == 0 ? null : probed.videoStartUs(),
                probed.clips().codecs(),
                probed.clips().seekBackUs().orElse(null),
                null);
    }

    /** Returns one name. FFmpeg has a list of names for the demuxer of all MP4 formats. */
    private static String container(String names) {
        List<String> all = List.of(names.split(",", -1));
        return all.contains("mp4") ? "mp4" : all.getFirst();
    }

    private static SourceMedia.@Nullable Video video(ProbedSource probed) {
        return probed.video()
                .map(it -> new SourceMedia.Video(
                        it.codec(),
                        it.width(),
                        it.height(),
                        it.frameRate(),
                        it.frames(),
                        it.rotation(),
                        it.maxKeyframeIntervalUs(),
                        it.allIntra()))
                .orElse(null);
    }
}
