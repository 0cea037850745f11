package dev.cliprange.clip;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The engines that make the bytes of clips. */
public enum EngineKind {
    /** Slices the source in this process, with its index. */
    SLICE,
    /** Runs an FFmpeg process that copies the streams to a pipe. */
    FFMPEG;

    /** Returns the name in the HTTP contract, in versions and in metrics. */
    @JsonValue
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
