package dev.cliprange.clip;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cliprange.source.SourceTimelines.FrameSpan;
import dev.cliprange.web.Seconds;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A clip as the HTTP contract shows it; the frame numbers only where there is video. */
record ClipResponse(
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
        String engine,
        Instant createdAt,
        Instant updatedAt) {

    static ClipResponse of(ClipDescriptor descriptor, Optional<FrameSpan> frames, URI streamUrl) {
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
                streamUrl,
                descriptor.engine().lowerCase(),
                clip.createdAt(),
                clip.updatedAt());
    }
}
