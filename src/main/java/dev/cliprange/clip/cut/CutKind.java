package dev.cliprange.clip.cut;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The kinds of operations on clips. {@link #DELETE_LIST} deletes a cut list with its clips. */
public enum CutKind {
    CREATE,
    CHANGE,
    DELETE,
    PARTITION,
    SPLIT,
    MERGE,
    MOVE_END,
    DELETE_LIST;

    /** Returns the name in the HTTP contract, such as {@code move-end}. */
    @JsonValue
    public String kebabCase() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
