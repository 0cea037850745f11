package dev.cliprange.clip;

import java.util.Locale;

/** The two ways to make a clip's bytes. */
public enum EngineKind {
    /** In this process, from the source's index. */
    SLICE,
    /** By a process that stream-copies to a pipe. */
    FFMPEG;

    /** The name in the HTTP contract, in versions and in metrics. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
