package dev.cliprange.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cliprange.clip.Clip;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipForms;
import dev.cliprange.clip.DetailedClip;
import dev.cliprange.clip.EngineKind;
import dev.cliprange.codec.CodecList;
import dev.cliprange.source.SourceKeyframes;
import dev.cliprange.source.SourceKeyframes.Lead;
import dev.cliprange.source.SourceTimelines.FrameSpan;
import dev.cliprange.web.EntityTag;
import dev.cliprange.web.Seconds;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A clip, in the shape of the HTTP contract. Frame numbers are present only if there is video.
 *
 * @param etag the entity tag of the clip, for {@code If-Match}; a list has none of its clips in a header
 */
@Schema(name = "Clip")
record ClipResponse(
        UUID id,
        UUID sourceId,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable UUID cutListId,

        @Nullable String title,
        BigDecimal start,
        BigDecimal end,
        BigDecimal duration,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long startFrame,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long endFrame,
        String version,
        URI streamUrl,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable URI preciseStreamUrl,
        @Nullable URI posterUrl,
        @Nullable URI hlsUrl,
        @Nullable URI dashUrl,
        @Nullable String codecs,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Keyframe keyframe,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Precise precise,
        EngineKind engine,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String etag,
        Instant createdAt,
        Instant updatedAt) {

    ClipResponse {
        // Responses that were stored by releases without cut lists do not contain one.
        cutListId = cutListId == null ? sourceId : cutListId;
    }

    /**
     * How the start of the clip relates to the keyframes of the source.
     *
     * @param leadSeconds from the keyframe at or before the start. A clip of the FFmpeg engine starts this much earlier
     * @param startsOnKeyframe whether no frame comes before the start
     */
    @Schema(name = "ClipKeyframe")
    record Keyframe(BigDecimal leadSeconds, boolean startsOnKeyframe) {}

    /**
     * How the precise form is made.
     *
     * @param wholeEncoded whether all of its frames are encoded, according to the index
     */
    @Schema(name = "ClipPrecise")
    record Precise(boolean wholeEncoded) {}

    /** @param poster empty if the clip has no picture */
    static ClipResponse of(DetailedClip detailed, ClipForms.Forms forms, Optional<URI> poster) {
        ClipDescriptor descriptor = detailed.descriptor();
        Optional<FrameSpan> frames = detailed.detail().frames();
        Optional<Lead> lead = detailed.detail().lead();
        Clip clip = descriptor.clip();
        return new ClipResponse(
                clip.id(),
                clip.sourceId(),
                clip.cutListId(),
                clip.title(),
                Seconds.of(clip.startUs()),
                Seconds.of(clip.endUs()),
                Seconds.of(clip.range().durationUs()),
                frames.map(FrameSpan::startFrame).orElse(null),
                frames.map(FrameSpan::endFrame).orElse(null),
                descriptor.version(),
                forms.stream(),
                forms.precise().orElse(null),
                poster.orElse(null),
                forms.hls().orElse(null),
                forms.dash().orElse(null),
                codecs(detailed),
                lead.map(it -> new Keyframe(Seconds.of(it.leadUs()), it.leadUs() == 0))
                        .orElse(null),
                lead.filter(it -> forms.precise().isPresent())
                        .map(it -> new Precise(it.encoding() == SourceKeyframes.Encoding.WHOLE))
                        .orElse(null),
                descriptor.engine(),
                EntityTag.of(clip.rowVersion()),
                clip.createdAt(),
                clip.updatedAt());
    }

    /** Returns the codecs by RFC 6381; null if not all are known, as of a source that another engine would slice. */
    private static @Nullable String codecs(DetailedClip detailed) {
        ClipDescriptor clip = detailed.descriptor();
        CodecList codecs = clip.engine() == EngineKind.SLICE ? detailed.detail().codecs() : clip.codecs();
        return codecs.known() ? codecs.parameter() : null;
    }
}
