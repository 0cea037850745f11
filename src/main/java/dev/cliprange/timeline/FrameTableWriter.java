package dev.cliprange.timeline;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.zip.Deflater;

/**
 * Encodes presentation times that arrive in decode order. It holds one page, a window for reordering, and the encoded
 * bytes: at most {@value #MAX_BYTES}.
 */
public final class FrameTableWriter {

    /** More than 2 million frames without any pattern, or 300 million at a constant rate. */
    public static final int MAX_BYTES = 8 << 20;

    /** A decoder reorders at most 16 frames; fields may be packets of their own. */
    private static final int REORDERED = 64;

    private final long[] window = new long[REORDERED];
    private final boolean[] windowKeys = new boolean[REORDERED];
    private int waiting;
    private long lastUs = -1;

    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final ByteArrayOutputStream distances = new ByteArrayOutputStream();
    private long frames;
    private final BitSet keys = new BitSet();
    private int inPage;
    private long pageStartUs;
    private boolean full;

    /**
     * Adds the time of the next packet. Two packets with the same time are one frame, because each may be a field. A
     * time before 0, or before a frame that was written long ago, is not a frame.
     *
     * @param key whether it is a keyframe
     */
    public void add(long us, boolean key) {
        if (us < 0 || full) {
            return;
        }
        if (waiting == REORDERED) {
            emit(0);
            waiting--;
            System.arraycopy(window, 1, window, 0, waiting);
            System.arraycopy(windowKeys, 1, windowKeys, 0, waiting);
        }
        int at = waiting;
        while (at > 0 && window[at - 1] > us) {
            window[at] = window[at - 1];
            windowKeys[at] = windowKeys[at - 1];
            at--;
        }
        window[at] = us;
        windowKeys[at] = key;
        waiting++;
    }

    /**
     * Returns the table of all frames. Returns empty if there were no frames, or too many ({@link #full()}).
     *
     * @param endUs the end of the last frame
     */
    public Optional<FrameTable> finish(long endUs) {
        for (int i = 0; i < waiting; i++) {
            emit(i);
        }
        waiting = 0;
        endPage();
        if (full || frames == 0) {
            return Optional.empty();
        }
        byte[] listed = entries.toByteArray();
        byte[] directory = ByteBuffer.allocate(FrameDirectory.HEADER_BYTES + listed.length)
                .putInt(FrameDirectory.FORMAT)
                .putLong(frames)
                .putLong(Math.max(endUs, lastUs + 1))
                .put(listed)
                .array();
        return Optional.of(new FrameTable(directory, pages.toByteArray()));
    }

    /** Whether there were more frames than fit. */
    public boolean full() {
        return full;
    }

    private void emit(int waited) {
        long us = window[waited];
        if (us <= lastUs) {
            return;
        }
        if (inPage == FrameDirectory.PAGE_FRAMES) {
            endPage();
        }
        if (inPage == 0) {
            pageStartUs = us;
        } else {
            writeDistance(us - lastUs);
        }
        keys.set(inPage, windowKeys[waited]);
        lastUs = us;
        inPage++;
        frames++;
    }

    private void writeDistance(long distance) {
        long rest = distance;
        while (rest >= 0x80) {
            distances.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        distances.write((int) rest);
    }

    private void endPage() {
        if (inPage == 0) {
            return;
        }
        distances.writeBytes(Arrays.copyOf(keys.toByteArray(), FramePage.keyBytes(inPage)));
        byte[] page = deflate(distances.toByteArray());
        distances.reset();
        keys.clear();
        inPage = 0;
        full |= pages.size() + page.length > MAX_BYTES;
        if (full) {
            return;
        }
        pages.writeBytes(page);
        entries.writeBytes(ByteBuffer.allocate(FrameDirectory.ENTRY_BYTES)
                .putLong(pageStartUs)
                .putInt(page.length)
                .array());
    }

    private static byte[] deflate(byte[] bytes) {
        var deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            // Incompressible bytes grow by a few.
            byte[] out = new byte[bytes.length + 64];
            return Arrays.copyOf(out, deflater.deflate(out));
        } finally {
            deflater.end();
        }
    }
}
