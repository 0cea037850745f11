package dev.cliprange.timeline;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The offset of each page of a {@link FrameTable}, and the time of its first frame. Times are in microseconds. */
public final class FrameDirectory {

    /** Frames per page. The last page may have fewer. */
    public static final int PAGE_FRAMES = 4096;

    static final int FORMAT = 1;
    static final int HEADER_BYTES = Integer.BYTES + 2 * Long.BYTES;
    static final int ENTRY_BYTES = Long.BYTES + Integer.BYTES;

    private final long frames;
    private final long endUs;
    private final long[] startsUs;
    private final int[] offsets;

    private FrameDirectory(long frames, long endUs, long[] startsUs, int[] offsets) {
        this.frames = frames;
        this.endUs = endUs;
        this.startsUs = startsUs;
        this.offsets = offsets;
    }

    /** @throws IllegalArgumentException if these bytes are not a directory of this format */
    public static FrameDirectory decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int entries = (bytes.length - HEADER_BYTES) / ENTRY_BYTES;
        if (entries < 1 || bytes.length != HEADER_BYTES + entries * ENTRY_BYTES || in.getInt() != FORMAT) {
            throw new IllegalArgumentException("frame directory: " + bytes.length + " bytes (expected: format 1)");
        }
        long frames = in.getLong();
        long endUs = in.getLong();
        long[] startsUs = new long[entries];
        int[] offsets = new int[entries + 1];
        for (int page = 0; page < entries; page++) {
            startsUs[page] = in.getLong();
            offsets[page + 1] = Math.addExact(offsets[page], in.getInt());
        }
        return new FrameDirectory(frames, endUs, startsUs, offsets);
    }

    public long frames() {
        return frames;
    }

    /** The end of the last frame. */
    public long endUs() {
        return endUs;
    }

    /**
     * Returns the page with the last frame that begins at or before a time. Returns the first page for a time before
     * all frames.
     */
    public int pageAt(long us) {
        int found = Arrays.binarySearch(startsUs, us);
        return Math.max(0, found >= 0 ? found : -found - 2);
    }

    /** Returns the page of a frame. Returns the last page for {@link #frames()}. */
    public int pageOf(long frame) {
        return (int) Math.min(startsUs.length - 1, frame / PAGE_FRAMES);
    }

    /** Returns the start of the next page's first frame. For the last page, returns the end of the last frame. */
    public long nextUs(int page) {
        return page + 1 < startsUs.length ? startsUs[page + 1] : endUs;
    }

    /** Returns the offset of a page among the bytes of all pages. */
    public int offsetBytes(int page) {
        return offsets[page];
    }

    public int lengthBytes(int page) {
        return offsets[page + 1] - offsets[page];
    }

    long startUs(int page) {
        return startsUs[page];
    }

    int framesOf(int page) {
        return (int) Math.min(PAGE_FRAMES, frames - (long) page * PAGE_FRAMES);
    }
}
