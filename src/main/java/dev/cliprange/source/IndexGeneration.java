package dev.cliprange.source;

/**
 * The generations of the code that reads sources. Two generations may see other frames, sync samples or times in the
 * same object, so clips of different generations have different versions.
 * A change may matter for some media only: a reading has the generation of the last change that matters for it.
 */
public final class IndexGeneration {

    /**
     * The generation whose clips have versions without a generation. Never changes: the versions of existing clips
     * depend on it.
     */
    public static final int BASELINE = 2;

    /** MPEG-4 Part 2: the start code of a video object is no longer read as a picture. */
    private static final int MPEG4_OBJECTS = 3;

    /**
     * The newest generation of this code. Add one with every change of {@code mp4}, {@code codec}, {@code movie}, {@code
     * index} or the probe of {@code ffmpeg} after which a reading of the same object may give another index, other media
     * or other frame times. {@link #of} says for which sources. Those that are ready and of an earlier generation are
     * then read again in the background ({@code indexing}).
     */
    public static final int CURRENT = MPEG4_OBJECTS;

    private IndexGeneration() {}

    /**
     * Returns the generation of a reading by this code. It is that of the last change that matters for the media, so
     * that a change for one codec changes no version of other clips. {@link IndexRefreshRepository#begin} has the same
     * rule.
     *
     * @param sliceable whether the source has an index
     */
    public static int of(SourceMedia media, boolean sliceable) {
        boolean isMpeg4 = media.video() != null && media.video().codec().equals("mpeg4");
        boolean isMp4 = media.container().equals("mp4") || media.container().equals("mov");
        return isMpeg4 && (sliceable || isMp4) ? MPEG4_OBJECTS : BASELINE;
    }
}
