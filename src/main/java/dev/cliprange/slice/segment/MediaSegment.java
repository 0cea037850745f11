package dev.cliprange.slice.segment;

import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.timeline.ByteSpan;

/**
 * Writes a media segment (ISO/IEC 23000-19, 7.3.2): {@code styp}, a {@code moof} with one {@code traf} and one
 * {@code trun}, and the header of {@code mdat}. The bytes of the samples follow.
 */
final class MediaSegment {

    /** The bytes before the samples, without the entries of {@code trun}. */
    static final int FIXED_BYTES = 132;
    /** The most bytes of an entry of {@code trun}. */
    static final int ENTRY_BYTES = 16;

    private static final int BASE_IS_MOOF = 0x2_0000;
    private static final int DEFAULT_FLAGS = 0x20;
    private static final int DATA_OFFSET = 0x1;
    private static final int DURATION = 0x100;
    private static final int SIZE = 0x200;
    private static final int FLAGS = 0x400;
    private static final int COMPOSITION_OFFSET = 0x800;
    private static final int MDAT_HEADER_BYTES = 8;
    /** The length of {@code styp}. */
    private static final int TYPE_BYTES = 24;

    private MediaSegment() {}

    /**
     * Returns the layout of a segment.
     *
     * @param number the sequence number, at least 1; increases along the source
     * @param nextTicks where the next segment begins
     */
    static ByteLayout of(SegmentSamples samples, long number, long nextTicks) {
        long[] shown = samples.shownTicks();
        long[] decode = DecodeTimes.of(shown, nextTicks);
        var writer = new BoxWriter();
        int styp = writer.open(FourCc.of("styp"));
        writer.u32(FourCc.of("msdh")).u32(0).u32(FourCc.of("msdh")).u32(FourCc.of("cmfs"));
        writer.close(styp);
        int moof = writer.open(FourCc.of("moof"));
        int mfhd = writer.open(FourCc.of("mfhd"), 0, 0);
        writer.u32(number);
        writer.close(mfhd);
        int traf = writer.open(FourCc.of("traf"));
        boolean sameFlags = samples.sameFlags();
        int tfhd = writer.open(FourCc.of("tfhd"), 0, BASE_IS_MOOF | (sameFlags ? DEFAULT_FLAGS : 0));
        writer.u32(InitSegment.TRACK_ID);
        if (sameFlags) {
            writer.u32(samples.flags(0));
        }
        writer.close(tfhd);
        int tfdt = writer.open(FourCc.of("tfdt"), 1, 0);
        writer.u64(decode[0]);
        writer.close(tfdt);
        int offsetAt = run(writer, samples, shown, decode);
        writer.close(traf);
        writer.close(moof);
        writer.setU32(offsetAt, writer.length() - moof + MDAT_HEADER_BYTES);
        writer.u32(samples.mediaBytes() + MDAT_HEADER_BYTES).u32(FourCc.of("mdat"));
        return new ByteLayout(samples.pieces(), writer.toByteArray());
    }

    /** Returns the size of a segment, also if some of its samples are not made yet. */
    static long lengthBytes(SegmentSamples samples, long nextTicks) {
        return of(samples, 1, nextTicks).headerBytes() + samples.mediaBytes();
    }

    /**
     * Returns the bytes of a segment that show its first sample: {@code moof}, the header of {@code mdat}, and the
     * sample.
     */
    static ByteSpan picture(SegmentSamples samples, long nextTicks) {
        // The number of a segment does not change its length.
        int header = of(samples, 1, nextTicks).headerBytes();
        return new ByteSpan(TYPE_BYTES, header - TYPE_BYTES + (long) samples.sizeBytes(0));
    }

    /** Writes {@code trun} (8.8.8). Returns the position of its data offset. */
    private static int run(BoxWriter writer, SegmentSamples samples, long[] shown, long[] decode) {
        boolean reordered = false;
        for (int i = 0; i < shown.length; i++) {
            reordered |= shown[i] != decode[i];
        }
        boolean ownFlags = !samples.sameFlags();
        int flags = DATA_OFFSET | DURATION | SIZE | (ownFlags ? FLAGS : 0) | (reordered ? COMPOSITION_OFFSET : 0);
        int trun = writer.open(FourCc.of("trun"), 1, flags);
        writer.u32(shown.length);
        int offsetAt = writer.length();
        writer.u32(0);
        for (int i = 0; i < shown.length; i++) {
            writer.u32(decode[i + 1] - decode[i]).u32(samples.sizeBytes(i));
            if (ownFlags) {
                writer.u32(samples.flags(i));
            }
            if (reordered) {
                writer.u32(shown[i] - decode[i]);
            }
        }
        writer.close(trun);
        return offsetAt;
    }
}
