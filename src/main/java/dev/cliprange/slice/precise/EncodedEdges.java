package dev.cliprange.slice.precise;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TrackKind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The frames that were encoded for one version of a clip, and the position of the copied samples between them. The
 * layout of the clip is made from this and the index of the source. Immutable.
 */
public final class EncodedEdges {

    private static final int MAGIC = 0x43524231;
    private static final int MAX_SAMPLES = 1 << 20;
    private static final int FIXED_BYTES = 32;
    private static final int BYTES_PER_SAMPLE = 5;

    private final long copyStart;
    private final long copyEnd;
    private final int headFrames;
    private final SampleEntry entry;
    private final int[] sizes;
    private final boolean[] sync;
    private final ByteBuffer media;
    private final byte[] stored;

    private EncodedEdges(
            long copyStart,
            long copyEnd,
            int headFrames,
            SampleEntry entry,
            int[] sizes,
            boolean[] sync,
            ByteBuffer media,
            byte[] stored) {
        this.copyStart = copyStart;
        this.copyEnd = copyEnd;
        this.headFrames = headFrames;
        this.entry = entry;
        this.sizes = sizes;
        this.sync = sync;
        this.media = media;
        this.stored = stored;
    }

    /**
     * Creates the edges from encoded samples.
     *
     * @param copyStart the number of the first copied sample in its track; -1 if none is copied
     * @param copyEnd the number after the last copied sample
     */
    static EncodedEdges of(
            long copyStart, long copyEnd, int headFrames, SampleEntry entry, List<byte[]> samples, boolean[] sync) {
        int[] sizes = samples.stream().mapToInt(sample -> sample.length).toArray();
        byte[] description = entry.toByteArray();
        long mediaBytes = Arrays.stream(sizes).asLongStream().sum();
        // The samples can be megabytes, so they are written once, in the stored form.
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(
                FIXED_BYTES + description.length + (long) BYTES_PER_SAMPLE * sizes.length + mediaBytes));
        bytes.putInt(MAGIC).putLong(copyStart).putLong(copyEnd).putInt(headFrames);
        bytes.putInt(description.length).put(description).putInt(sizes.length);
        for (int i = 0; i < sizes.length; i++) {
            bytes.putInt(sizes[i]).put((byte) (sync[i] ? 1 : 0));
        }
        ByteBuffer media = bytes.slice();
        samples.forEach(bytes::put);
        return new EncodedEdges(copyStart, copyEnd, headFrames, entry, sizes, sync.clone(), media, bytes.array());
    }

    static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Returns the stored form, which {@link #decode} reads. Every call returns the same array. Do not modify it. */
    public byte[] encode() {
        return stored;
    }

    /**
     * Reads the result of {@link #encode}.
     *
     * @param bytes kept; must not be modified later
     * @throws IllegalArgumentException if they are not encoded edges
     */
    public static EncodedEdges decode(byte[] bytes) {
        try {
            return read(bytes);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("encoded edges: truncated", e);
        }
    }

    private static EncodedEdges read(byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        require(bytes.getInt() == MAGIC, "magic number");
        long copyStart = bytes.getLong();
        long copyEnd = bytes.getLong();
        int headFrames = bytes.getInt();
        int length = bytes.getInt();
        require(length >= 0 && length <= bytes.remaining(), "sample entry");
        var description = new byte[length];
        bytes.get(description);
        int count = bytes.getInt();
        require(count >= 0 && count <= MAX_SAMPLES && headFrames >= 0 && headFrames <= count, "counts");
        var sizes = new int[count];
        var sync = new boolean[count];
        long total = 0;
        for (int i = 0; i < count; i++) {
            sizes[i] = bytes.getInt();
            sync[i] = bytes.get() != 0;
            require(sizes[i] >= 0, "sizes");
            total += sizes[i];
        }
        require(total == bytes.remaining(), "length");
        return new EncodedEdges(
                copyStart,
                copyEnd,
                headFrames,
                SampleEntry.parse(description, TrackKind.VIDEO),
                sizes,
                sync,
                bytes.slice(),
                stored);
    }

    private static void require(boolean holds, String part) {
        if (!holds) {
            throw new IllegalArgumentException("encoded edges: " + part);
        }
    }

    /** Returns the cut for which the edges were made. */
    PreciseCut cut(PreciseRange range) {
        int first =
                copyStart < 0 ? -1 : Math.toIntExact(copyStart - range.samples().firstNumber());
        int last =
                copyStart < 0 ? -1 : Math.toIntExact(copyEnd - range.samples().firstNumber());
        require(
                first < range.samples().count() && last <= range.samples().count() && (copyStart < 0 || first >= 0),
                "copied samples");
        PreciseCut cut = PreciseCut.between(range, first, last);
        require(cut.head().length == headFrames && cut.encodedFrames() == sizes.length, "another range");
        return cut;
    }

    /** The sample entry of all frames, encoded and copied. */
    public SampleEntry entry() {
        return entry;
    }

    /** @param sample from 0: first the frames of the head, then those of the tail */
    public int sizeBytes(int sample) {
        return sizes[sample];
    }

    /** @param sample as for {@link #sizeBytes} */
    public boolean sync(int sample) {
        return sync[sample];
    }

    /** Read-only. */
    public ByteBuffer head() {
        return media.slice(0, headBytes()).asReadOnlyBuffer();
    }

    /** Read-only. */
    public ByteBuffer tail() {
        return media.slice(headBytes(), media.limit() - headBytes()).asReadOnlyBuffer();
    }

    private int headBytes() {
        return Arrays.stream(sizes, 0, headFrames).sum();
    }

    /** The number of encoded frames before the copied ones. */
    public int headFrames() {
        return headFrames;
    }

    /** Where the encoded samples begin in the stored form. They are its last bytes: the head, then the tail. */
    public int mediaOffsetBytes() {
        return stored.length - media.limit();
    }

    /** The size of the encoded samples. */
    public int mediaBytes() {
        return media.limit();
    }

    /** Whether all frames are encoded. */
    public boolean isWhole() {
        return copyStart < 0;
    }

    public int encodedFrames() {
        return sizes.length;
    }
}
