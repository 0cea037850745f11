package dev.cliprange.codec;

import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The NAL units of a sample, each behind its length (ISO/IEC 14496-15, 4.3.3). */
public final class NalUnits {

    private static final int MAX_UNITS = 4096;

    private NalUnits() {}

    /**
     * Those that are whole, and the beginning of the next one where the bytes end inside it.
     *
     * @param lengthBytes of a length: 1, 2 or 4
     */
    public static List<ByteBuffer> of(ByteBuffer sample, int lengthBytes) {
        var units = new ArrayList<ByteBuffer>();
        int at = sample.position();
        while (sample.limit() - at > lengthBytes && units.size() < MAX_UNITS) {
            long length = 0;
            for (int i = 0; i < lengthBytes; i++) {
                length = length << 8 | (sample.get(at + i) & 0xFF);
            }
            at += lengthBytes;
            int there = (int) Math.min(length, sample.limit() - at);
            if (there > 0) {
                units.add(sample.slice(at, there));
            }
            at += there;
        }
        return units;
    }

    /** @throws UnsupportedMp4Exception if a unit is longer than a length can say */
    public static byte[] join(List<byte[]> units, int lengthBytes) {
        var sample = new ByteArrayOutputStream();
        for (byte[] unit : units) {
            if (lengthBytes < 4 && unit.length >>> (8 * lengthBytes) != 0) {
                throw new UnsupportedMp4Exception(
                        FourCc.of("mdat"),
                        0,
                        "a NAL unit of " + unit.length + " bytes behind a length of " + lengthBytes,
                        "ISO/IEC 14496-15, 4.3.3",
                        UnsupportedMp4Exception.Remedy.NONE);
            }
            for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8) {
                sample.write(unit.length >>> shift);
            }
            sample.writeBytes(unit);
        }
        return sample.toByteArray();
    }

    public static byte[] bytes(ByteBuffer unit) {
        var copy = new byte[unit.remaining()];
        unit.get(unit.position(), copy);
        return copy;
    }
}
