package dev.cliprange.slice;

import dev.cliprange.mp4.BoxWriter;
import java.util.Arrays;

/**
 * Chunk offsets are known only after the whole header is written. This class remembers their positions in the header.
 */
final class ChunkOffsets {

    private final boolean wide;
    private long[] positions = new long[256];
    private int[] places = new int[256];
    private int count;

    ChunkOffsets(boolean wide) {
        this.wide = wide;
    }

    boolean wide() {
        return wide;
    }

    /** @param position the offset of the chunk after the first media byte */
    void add(BoxWriter writer, long position) {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, count * 2);
            places = Arrays.copyOf(places, count * 2);
        }
        positions[count] = position;
        places[count++] = writer.length();
        writer.zeros(wide ? 8 : 4);
    }

    /** Fills in the offsets. Call it when the next byte of the writer is the first media byte. */
    void fill(BoxWriter writer) {
        for (int i = 0; i < count; i++) {
            if (wide) {
                writer.setU64(places[i], writer.length() + positions[i]);
            } else {
                writer.setU32(places[i], writer.length() + positions[i]);
            }
        }
    }
}
