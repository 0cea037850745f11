package dev.cliprange.timeline;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Consecutive frames of a {@link FrameTable}. Times are in microseconds.
 *
 * <p>A page is encoded as the distances between frames, with seven bits per byte, and deflated. Frames at a constant
 * rate repeat the same few bytes and take about 0.03 bytes each. Irregular frames take up to 3 bytes each. After the
 * distances there is one bit per frame: whether it is a keyframe. Pages of earlier releases end before it.
 */
public final class FramePage {

    private static final int MAX_VARINT_BYTES = 9;

    private final long firstFrame;
    private final long[] timesUs;
    private final long nextUs;
    private final BitSet keys;

    private FramePage(long firstFrame, long[] timesUs, long nextUs, BitSet keys) {
        this.firstFrame = firstFrame;
        this.keys = keys;
        this.timesUs = timesUs;
        this.nextUs = nextUs;
    }

    /** @throws IllegalArgumentException if these bytes are not that page */
    public static FramePage decode(FrameDirectory directory, int page, byte[] bytes) {
        long[] timesUs = new long[directory.framesOf(page)];
        byte[] distances = inflate(bytes, timesUs.length * MAX_VARINT_BYTES + keyBytes(timesUs.length));
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
        return new FramePage(
                (long) page * FrameDirectory.PAGE_FRAMES,
                timesUs,
                directory.nextUs(page),
                keys(distances, at, timesUs.length));
    }

    /** Returns the size of one bit per frame. */
    static int keyBytes(int frames) {
        return (frames + 7) / 8;
    }

    private static BitSet keys(byte[] page, int at, int frames) {
        return page.length - at == keyBytes(frames)
                ? BitSet.valueOf(ByteBuffer.wrap(page, at, page.length - at))
                : new BitSet();
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

    /** Returns the time of the last keyframe of this page at or before a time; empty if there is none, or none is known. */
    public Optional<Long> keyframeUs(long us) {
        int key = keys.previousSetBit(Math.toIntExact(Math.max(-1, frameAt(us) - firstFrame)));
        return key < 0 ? Optional.empty() : Optional.of(timesUs[key]);
    }

    /** Returns the number of the first frame of this page. */
    public long firstFrame() {
        return firstFrame;
    }

    /** Returns whether a frame of this page is known to be a keyframe. */
    public boolean isKeyframe(long frame) {
        return keys.get(Math.toIntExact(frame - firstFrame));
    }

    /** Returns the number after the last frame of this page. */
    public long endFrame() {
        return firstFrame + timesUs.length;
    }
}
