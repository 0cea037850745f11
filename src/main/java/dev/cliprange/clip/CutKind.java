package dev.cliprange.clip;

import java.util.Locale;

/** What can be done to the clips of a source. */
enum CutKind {
    CREATE,
    CHANGE,
    DELETE,
    PARTITION,
    SPLIT,
    MERGE,
    MOVE_END;

    /** The name in the HTTP contract, as {@code move-end}. */
    String kebabCase() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
