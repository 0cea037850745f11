package dev.cliprange.clip;

import dev.cliprange.memory.HeapShare;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What may be set of clips.
 *
 * @param engine which way their bytes are made: {@code auto} slices what can be sliced, {@code ffmpeg} never does
 * @param maxGap unneeded bytes of a source that are sent along rather than asking for two ranges; part of every version
 * @param form which form a clip's {@code streamUrl} plays: {@code copy}, {@code precise} where there is one, or {@code
 *     auto}, the precise one unless the clip starts on a keyframe
 * @param freshness how old an answer of the database may be; also how soon another instance sees a change
 * @param cachedClips how many clips are kept in memory; if it is not set, as many as 3 % of the heap hold
 * @param operationsKept how long an operation can be undone
 */
@Validated
@ConfigurationProperties("cliprange.clip")
public record ClipProperties(
        @DefaultValue("auto") @NotNull EngineChoice engine,
        @DefaultValue("256KB") @NotNull DataSize maxGap,
        @DefaultValue("copy") @NotNull StreamForm form,
        @DefaultValue("1s") @NotNull Duration freshness,
        @Positive @Nullable Integer cachedClips,
        @DefaultValue("30d") @NotNull Duration operationsKept) {

    /** A clip with its source and versions. */
    private static final int CLIP_BYTES = 2000;

    private static final int MOST_CLIPS = 100_000;

    int mostCachedClips() {
        return cachedClips == null ? HeapShare.valueOf(HeapShare.CLIPS).entries(CLIP_BYTES, MOST_CLIPS) : cachedClips;
    }

    /** Which {@link ClipForm} the {@code streamUrl} of a clip plays. */
    public enum StreamForm {
        COPY,
        PRECISE,
        AUTO
    }

    /** Which engine may be used. */
    public enum EngineChoice {
        AUTO,
        FFMPEG
    }
}
