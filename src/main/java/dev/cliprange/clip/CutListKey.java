package dev.cliprange.clip;

import java.util.UUID;

/**
 * Names a cut list: a set of clips of one source that do not overlap.
 *
 * @param id the id of the source for the list {@value #MAIN}
 */
public record CutListKey(UUID sourceId, UUID id) {

    /** The name of the list that every source has. */
    public static final String MAIN = "main";

    /** Returns the list {@value #MAIN} of a source. */
    public static CutListKey main(UUID sourceId) {
        return new CutListKey(sourceId, sourceId);
    }

    public boolean isMain() {
        return id.equals(sourceId);
    }
}
