package dev.cliprange.codec.splice;

import dev.cliprange.codec.HevcConfiguration;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.VideoCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a sync sample that follows samples of another clip, and finds the bytes that must be changed there.
 *
 * <p>H.265: at a CRA picture that begins a sequence, a decoder drops all pictures before it that it has not output,
 * whatever the slice header says (ITU-T H.265, C.5.2.2). At a BLA picture, {@code no_output_of_prior_pics_flag} decides.
 * A CRA and a BLA picture have the same slice header (7.3.6.1), and decoders drop the RASL pictures of both (8.1.3). So a
 * CRA picture becomes a BLA picture whose flag is 0. The type {@code BLA_W_LP} allows leading pictures and needs none
 * (7.4.2.2). All slices of a picture have the same type, so the look goes through the whole sample. It needs the first
 * bytes of each slice.
 */
public final class SpliceLook {

    private static final int FIRST_IRAP = 16;
    private static final int BLA_W_LP = 16;
    private static final int CRA = 21;
    /** The header of a unit, and the first flags of a slice. */
    private static final int SLICE_BYTES = 3;

    private static final int NO_OUTPUT_OF_PRIOR_PICTURES = 0x40;
    private static final int WINDOW_BYTES = 4 * 1024;
    /** More than the slices of a picture at level 5.2 (ITU-T H.265, table A.8). */
    private static final int MOST_WINDOWS = 256;
    /** A sequence keeps the changes of 500 clips. Pictures usually have less than 100 bytes of them. */
    private static final int MOST_CHANGED_BYTES = 64 * 1024;

    private final int lengthBytes;
    private final int sizeBytes;
    private final List<Change> changes = new ArrayList<>();
    private long at;
    private int windows;
    private int changedBytes;

    private SpliceLook(int lengthBytes, int sizeBytes) {
        this.lengthBytes = lengthBytes;
        this.sizeBytes = sizeBytes;
    }

    /**
     * Bytes that replace as many others.
     *
     * @param atBytes their distance from the first byte of the sample
     * @param bytes read-only
     */
    public record Change(int atBytes, ByteBuffer bytes) {}

    /**
     * Returns a new object for a sample.
     *
     * @param entry of the sample
     * @return empty if samples of the codec are never changed
     */
    public static Optional<SpliceLook> of(SampleEntry entry, int sizeBytes) {
        return entry.format().codec() == VideoCodec.HEVC
                ? Optional.of(new SpliceLook(HevcConfiguration.of(entry).lengthBytes(), sizeBytes))
                : Optional.empty();
    }

    /** Returns whether more bytes of the sample are needed. */
    public boolean needsBytes() {
        return isInBounds() && at + lengthBytes + SLICE_BYTES <= sizeBytes;
    }

    /** The start of the next bytes, counted from the first byte of the sample. */
    public int atBytes() {
        return Math.toIntExact(at);
    }

    /** The number of the next bytes. All of them are in the sample. */
    public int wantedBytes() {
        return Math.toIntExact(Math.min(WINDOW_BYTES, sizeBytes - at));
    }

    /**
     * Examines the requested bytes.
     *
     * @param bytes modified by this call, and not kept
     */
    public void look(byte[] bytes) {
        long from = 0;
        int changedTo = 0;
        while (from + lengthBytes + SLICE_BYTES <= bytes.length) {
            int unit = (int) from + lengthBytes;
            long length = length(bytes, (int) from);
            if (length >= SLICE_BYTES && change(bytes, unit)) {
                changedTo = unit + SLICE_BYTES;
            }
            from = unit + length;
        }
        if (changedTo > 0) {
            // The rest of the window is not kept.
            ByteBuffer changed = ByteBuffer.wrap(Arrays.copyOf(bytes, changedTo));
            changes.add(new Change(atBytes(), changed.asReadOnlyBuffer()));
            changedBytes += changedTo;
        }
        at += from;
        windows++;
    }

    private long length(byte[] bytes, int at) {
        long length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = length << 8 | (bytes[at + i] & 0xFF);
        }
        return length;
    }

    /** The byte before the flag is never 0, so the change needs no emulation prevention (ITU-T H.265, 7.3.1.2). */
    private static boolean change(byte[] bytes, int unit) {
        int type = bytes[unit] >>> 1 & 0x3F;
        if (type < FIRST_IRAP || type > CRA) {
            return false;
        }
        boolean drops = (bytes[unit + 2] & NO_OUTPUT_OF_PRIOR_PICTURES) != 0;
        bytes[unit + 2] &= (byte) ~NO_OUTPUT_OF_PRIOR_PICTURES;
        if (type == CRA) {
            bytes[unit] = (byte) ((bytes[unit] & 0x81) | (BLA_W_LP << 1));
        }
        return drops || type == CRA;
    }

    /**
     * Returns what must be changed, in order. Empty also if the picture has so many slices that not all were examined or
     * kept, because they must have the same type.
     */
    public List<Change> changes() {
        return isInBounds() ? List.copyOf(changes) : List.of();
    }

    private boolean isInBounds() {
        return windows < MOST_WINDOWS && changedBytes <= MOST_CHANGED_BYTES;
    }
}
