package dev.cliprange.source;

import com.fasterxml.jackson.annotation.JsonValue;
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
    @JsonValue
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
