package dev.cliprange.clip;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

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

    /** Returns the form with this lower-case name; empty if there is none. */
    public static Optional<ClipForm> find(String name) {
        return Arrays.stream(values()).filter(it -> it.lowerCase().equals(name)).findFirst();
    }
}
