package dev.cliprange.source.response;

import dev.cliprange.codec.CodecList;
import dev.cliprange.codec.VideoCodec;
import dev.cliprange.codec.splice.VideoSplicer;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceMedia;
import dev.cliprange.source.SourceState;
import dev.cliprange.source.remux.RemuxTracks;
import dev.cliprange.storage.location.Location;
import dev.cliprange.web.Seconds;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A source, in the shape of the HTTP contract.
 *
 * @param uri without the values of its query, which may contain a secret
 */
@Schema(name = "Source")
public record SourceResponse(
        UUID id,
        String uri,
        @Nullable String title,
        SourceState state,
        @Nullable Problem problem,
        @Nullable String container,
        @Nullable BigDecimal durationSeconds,
        @Nullable Long sizeBytes,
        @Nullable String revision,
        @Nullable Boolean sliceable,
        @Nullable Remux remux,
        List<SourceMedia.IgnoredTrack> ignoredTracks,
        @Nullable Video video,
        List<SourceMedia.Audio> audio,
        Instant createdAt,
        Instant updatedAt) {

    /**
     * What clips would be if the source were copied into an MP4 file.
     *
     * @param codecs of the file, by RFC 6381
     * @param exactStart whether clips start exactly where they are cut, instead of at the keyframe before
     * @param byteRanges whether the first response of a clip has a length and byte ranges
     * @param preciseForm whether a clip also has a precise form, if FFmpeg has an encoder for the codec
     * @param url a POST of this path starts the job
     */
    @Schema(name = "SourceRemux")
    public record Remux(
            String container, String codecs, boolean exactStart, boolean byteRanges, boolean preciseForm, String url) {

        /** AAC-LC. */
        private static final String ENCODED_AUDIO = "mp4a.40.2";

        /** Returns null if the source is sliced already, or if it is not known whether its copy could be sliced. */
        static @Nullable Remux of(Source source) {
            SourceMedia media = source.media();
            if (media == null || source.sliceable() || media.codecs().isEmpty()) {
                return null;
            }
            SourceMedia.Video video = media.video();
            return new Remux(
                    "mp4",
                    new CodecList(video != null, codecs(media)).parameter(),
                    true,
                    true,
                    video != null && hasPreciseForm(video.codec()),
                    "/api/sources/" + source.id() + "/remux");
        }

        /** Audio that MP4 cannot carry is encoded. */
        private static List<String> codecs(SourceMedia media) {
            return Stream.concat(
                            media.codecs().stream(),
                            RemuxTracks.of(media).encoded().isEmpty() ? Stream.of() : Stream.of(ENCODED_AUDIO))
                    .distinct()
                    .toList();
        }

        /** @param codec the common name; FFmpeg has the same names */
        private static boolean hasPreciseForm(String codec) {
            return Arrays.stream(VideoCodec.values())
                    .filter(it -> it.commonName().equals(codec))
                    .anyMatch(VideoSplicer::splices);
        }
    }

    @Schema(name = "SourceProblem")
    public record Problem(String code, @Nullable String detail) {}

    @Schema(name = "SourceVideo")
    public record Video(
            String codec,
            int width,
            int height,
            String frameRate,
            long frames,
            int rotation,
            BigDecimal maxKeyframeIntervalSeconds,
            boolean allIntra) {

        static Video of(SourceMedia.Video video) {
            return new Video(
                    video.codec(),
                    video.width(),
                    video.height(),
                    video.frameRate().toString(),
                    video.frames(),
                    video.rotation(),
                    Seconds.of(video.maxKeyframeIntervalUs()),
                    video.allIntra());
        }
    }

    public static SourceResponse of(Source source) {
        SourceMedia media = source.media();
        String problemCode = source.problemCode();
        Long durationUs = source.durationUs();
        SourceMedia.Video video = media == null ? null : media.video();
        return new SourceResponse(
                source.id(),
                Location.shown(source.uri()),
                source.title(),
                source.state(),
                problemCode == null ? null : new Problem(problemCode, source.problemDetail()),
                media == null ? null : media.container(),
                durationUs == null ? null : Seconds.of(durationUs),
                source.sizeBytes(),
                source.revision(),
                media == null ? null : source.sliceable(),
                Remux.of(source),
                media == null ? List.of() : media.ignoredTracks(),
                video == null ? null : Video.of(video),
                media == null ? List.of() : media.audio(),
                source.createdAt(),
                source.updatedAt());
    }
}
