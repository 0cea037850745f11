package dev.cliprange.clip;

import java.util.Locale;

/** The two forms of a clip. Each has its own bytes, version and URL. */
public enum ClipForm {
    /** All media bytes are copied from the source. A player may show frames before the clip's start. */
    COPY,
    /** The edges are encoded where copying is not exact. Only clips of sliced sources have this form. */
    PRECISE;

    /** Returns the name in the HTTP contract and in versions. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
