package dev.cliprange.source;

import java.util.Locale;

/** How far a source has come. */
public enum SourceState {
    REGISTERED,
    INDEXING,
    READY,
    FAILED;

    /** Nothing happens to the source any more unless somebody asks for it. */
    public boolean isFinal() {
        return this == READY || this == FAILED;
    }

    /** The name in the HTTP contract. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
