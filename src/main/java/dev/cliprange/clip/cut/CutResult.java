package dev.cliprange.clip.cut;

import dev.cliprange.clip.DetailedClip;
import java.util.List;
import java.util.UUID;

/**
 * The clips that an operation made or changed.
 *
 * @param clipCount the number of clips
 * @param clips in the order of their start; empty if there are more than {@value #MAX_CLIPS}
 */
public record CutResult(UUID sourceId, int clipCount, List<DetailedClip> clips) {

    /** The largest number of clips in a result. Each takes about 700 bytes of a response, and more while it is made. */
    public static final int MAX_CLIPS = 1000;

    public CutResult {
        clips = List.copyOf(clips);
    }

    /** Returns the result of an operation that leaves no clip. */
    static CutResult none(UUID sourceId) {
        return new CutResult(sourceId, 0, List.of());
    }
}
