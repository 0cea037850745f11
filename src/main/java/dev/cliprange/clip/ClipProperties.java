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
 * The settings of clips.
 *
 * @param engine how clips are made: {@code auto} slices every source that has an index, {@code ffmpeg} slices none
 * @param maxGap the largest gap of unneeded source bytes that is sent with a clip instead of split off; part of each
 *     version
 * @param form the form that {@code streamUrl} plays: {@code copy}; {@code precise} if there is one; or {@code auto},
 *     which is the precise form unless the clip starts on a keyframe
 * @param freshness how long a clip is served from memory before the database is read again
 * @param cachedClips the number of clips kept in memory; if unset, as many as fit 2.5 % of the heap
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

    /** The size of a clip with its source and versions. */
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

    /** The engines that may be used. */
    public enum EngineChoice {
        AUTO,
        FFMPEG
    }
}
