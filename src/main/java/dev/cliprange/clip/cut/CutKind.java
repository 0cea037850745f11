package dev.cliprange.clip.cut;

import java.util.Locale;

/** What can be done to the clips of a source. */
public enum CutKind {
    CREATE,
    CHANGE,
    DELETE,
    PARTITION,
    SPLIT,
    MERGE,
    MOVE_END;

    /** The name in the HTTP contract, as {@code move-end}. */
    public String kebabCase() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
