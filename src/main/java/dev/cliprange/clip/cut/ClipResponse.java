package dev.cliprange.clip.cut;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cliprange.clip.Clip;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipForms;
import dev.cliprange.source.SourceKeyframes;
import dev.cliprange.source.SourceKeyframes.Lead;
import dev.cliprange.source.SourceTimelines.FrameSpan;
import dev.cliprange.web.Seconds;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A clip as the HTTP contract shows it; the frame numbers only where there is video. */
public record ClipResponse(
        UUID id,
        UUID sourceId,
        @Nullable String title,
        BigDecimal start,
        BigDecimal end,
        BigDecimal duration,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long startFrame,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long endFrame,
        String version,
        URI streamUrl,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable URI preciseStreamUrl,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Keyframe keyframe,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Precise precise,
        String engine,
        Instant createdAt,
        Instant updatedAt) {

    /**
     * How the clip's start lies to the source's keyframes.
     *
     * @param leadSeconds from the last keyframe at or before the start
     */
    record Keyframe(BigDecimal leadSeconds, boolean startsOnKeyframe) {}

    /**
     * What the precise form is made of.
     *
     * @param wholeEncoded whether none of its frames can be copied, as far as the index knows
     */
    record Precise(boolean wholeEncoded) {}

    static ClipResponse of(
            ClipDescriptor descriptor, Optional<FrameSpan> frames, Optional<Lead> lead, ClipForms.Forms forms) {
        Clip clip = descriptor.clip();
        return new ClipResponse(
                clip.id(),
                clip.sourceId(),
                clip.title(),
                Seconds.of(clip.startUs()),
                Seconds.of(clip.endUs()),
                Seconds.of(clip.range().durationUs()),
                frames.map(FrameSpan::startFrame).orElse(null),
                frames.map(FrameSpan::endFrame).orElse(null),
                descriptor.version(),
                forms.stream(),
                forms.precise().orElse(null),
                lead.map(it -> new Keyframe(Seconds.of(it.leadUs()), it.leadUs() == 0))
                        .orElse(null),
                lead.filter(it -> forms.precise().isPresent())
                        .map(it -> new Precise(it.encoding() == SourceKeyframes.Encoding.WHOLE))
                        .orElse(null),
                descriptor.engine().lowerCase(),
                clip.createdAt(),
                clip.updatedAt());
    }
}
