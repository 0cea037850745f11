package dev.cliprange.timeline;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Consecutive frames of a {@link FrameTable}. Times are in microseconds.
 *
 * <p>A page is encoded as the distances between frames, with seven bits per byte, and deflated. Frames at a constant
 * rate repeat the same few bytes and take about 0.03 bytes each. Irregular frames take up to 3 bytes each.
 */
public final class FramePage {

    private static final int MAX_VARINT_BYTES = 9;

    private final long firstFrame;
    private final long[] timesUs;
    private final long nextUs;

    private FramePage(long firstFrame, long[] timesUs, long nextUs) {
        this.firstFrame = firstFrame;
        this.timesUs = timesUs;
        this.nextUs = nextUs;
    }

    /** @throws IllegalArgumentException if these bytes are not that page */
    public static FramePage decode(FrameDirectory directory, int page, byte[] bytes) {
        long[] timesUs = new long[directory.framesOf(page)];
        byte[] distances = inflate(bytes, timesUs.length * MAX_VARINT_BYTES);
        timesUs[0] = directory.startUs(page);
        int at = 0;
        for (int i = 1; i < timesUs.length; i++) {
            long distance = 0;
            int shift = 0;
            byte next;
            do {
                if (at == distances.length) {
                    throw new IllegalArgumentException(
                            "frame page: too short (expected: " + timesUs.length + " frames)");
                }
                next = distances[at++];
                distance |= (next & 0x7FL) << shift;
                shift += 7;
            } while (next < 0);
            timesUs[i] = timesUs[i - 1] + distance;
        }
        return new FramePage((long) page * FrameDirectory.PAGE_FRAMES, timesUs, directory.nextUs(page));
    }

    private static byte[] inflate(byte[] bytes, int limit) {
        byte[] out = new byte[limit];
        var inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            int length = 0;
            while (!inflater.finished()) {
                int count = inflater.inflate(out, length, out.length - length);
                if (count == 0 && !inflater.finished()) {
                    throw new IllegalArgumentException("frame page: not whole (expected: deflated distances)");
                }
                length += count;
            }
            return Arrays.copyOf(out, length);
        } catch (DataFormatException odd) {
            throw new IllegalArgumentException("frame page: not deflated", odd);
        } finally {
            inflater.end();
        }
    }

    /**
     * Returns the start of a frame. For the number after the last frame of this page, returns {@link
     * FrameDirectory#nextUs}.
     */
    public long startUs(long frame) {
        int i = Math.toIntExact(frame - firstFrame);
        return i == timesUs.length ? nextUs : timesUs[i];
    }

    /**
     * Returns the number of the last frame that begins at or before a time. For a time before this page, returns the
     * number before its first frame.
     */
    public long frameAt(long us) {
        int found = Arrays.binarySearch(timesUs, us);
        return firstFrame + (found >= 0 ? found : -found - 2);
    }

    /** Returns the number after the last frame of this page. */
    public long endFrame() {
        return firstFrame + timesUs.length;
    }
}
