package dev.cliprange.codec;

import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The NAL units of a sample. Each follows its length (ISO/IEC 14496-15, 4.3.3). */
public final class NalUnits {

    private static final int MAX_UNITS = 4096;

    private NalUnits() {}

    /**
     * Returns the complete units. If the bytes end inside a unit, its beginning is returned too.
     *
     * @param lengthBytes the size of a length: 1, 2 or 4
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

    /** @throws UnsupportedMp4Exception if the length of a unit does not fit */
    public static byte[] join(List<byte[]> units, int lengthBytes) {
        var sample = new ByteArrayOutputStream();
        for (byte[] unit : units) {
            if (lengthBytes < 4 && unit.length >>> (8 * lengthBytes) != 0) {
                throw new UnsupportedMp4Exception(
                        FourCc.of("mdat"),
                        0,
                        "a NAL unit of " + unit.length + " bytes after a length of " + lengthBytes,
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
