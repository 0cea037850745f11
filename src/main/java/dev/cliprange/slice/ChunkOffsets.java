package dev.cliprange.slice;

import dev.cliprange.mp4.BoxWriter;
import java.util.Arrays;

/** Chunk offsets are known when the whole header is: this remembers where they go. */
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

    /** @param position of the chunk, counted from the first media byte */
    void add(BoxWriter writer, long position) {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, count * 2);
            places = Arrays.copyOf(places, count * 2);
        }
        positions[count] = position;
        places[count++] = writer.length();
        writer.zeros(wide ? 8 : 4);
    }

    /** Called when the next byte behind the writer's is the first media byte. */
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
