package dev.cliprange.source;

import java.util.Locale;

/** The state of a source. */
public enum SourceState {
    REGISTERED,
    INDEXING,
    READY,
    FAILED;

    /** Returns whether the state changes only on request. */
    public boolean isFinal() {
        return this == READY || this == FAILED;
    }

    /** The name in the HTTP contract. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
