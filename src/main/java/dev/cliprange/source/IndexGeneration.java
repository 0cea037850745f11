package dev.cliprange.source;

/**
 * The generations of the code that reads sources. Two generations may see other frames, sync samples or times in the
 * same object, so clips of different generations have different versions.
 */
public final class IndexGeneration {

    /**
     * The generation whose clips have versions without a generation. Never changes: the versions of existing clips
     * depend on it.
     */
    public static final int BASELINE = 2;

    /**
     * The generation of this code. Raise it by one with every change of {@code mp4}, {@code codec}, {@code movie},
     * {@code index} or the probe of {@code ffmpeg} after which a reading of the same object may give another index,
     * other media or other frame times. Ready sources of earlier generations are then read again in the background
     * ({@code indexing}).
     */
    public static final int CURRENT = BASELINE;

    private IndexGeneration() {}
}
