package dev.cliprange.clip.cut;

import dev.cliprange.clip.CutListKey;
import dev.cliprange.clip.DetailedClip;
import java.util.List;

/**
 * The clips that an operation made or changed.
 *
 * @param list the cut list of the clips
 * @param clipCount the number of clips
 * @param clips in the order of their start; empty if there are more than {@value #MAX_CLIPS}
 */
public record CutResult(CutListKey list, int clipCount, List<DetailedClip> clips) {

    /** The largest number of clips in a result. Each takes about 700 bytes of a response, and more while it is made. */
    public static final int MAX_CLIPS = 1000;

    public CutResult {
        clips = List.copyOf(clips);
    }

    /** Returns the result of an operation that leaves no clip. */
    static CutResult none(CutListKey list) {
        return new CutResult(list, 0, List.of());
    }
}
