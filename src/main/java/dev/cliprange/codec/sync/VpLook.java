package dev.cliprange.codec.sync;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Looks at frames of VP8 (RFC 6386, 9.1) and VP9 (VP9 bitstream specification, 6.2). Decoding may start at a key frame.
 * The first frame of a superframe decides, because later frames of the sample can refer only to it.
 */
final class VpLook extends SampleLook {

    private final boolean vp9;

    VpLook(boolean vp9) {
        this.vp9 = vp9;
    }

    @Override
    public Optional<Picture> look(ByteBuffer bytes, boolean toEnd) {
        if (bytes.limit() == 0) {
            return Optional.of(Picture.NONE);
        }
        int first = bytes.get(0) & 0xFF;
        boolean key = vp9 ? isKeyOfVp9(first) : (first & 1) == 0;
        return Optional.of(key ? Picture.KEY : Picture.OTHER);
    }

    /** frame_marker, profile (with a reserved bit after profile 3), show_existing_frame, frame_type. */
    private static boolean isKeyOfVp9(int first) {
        boolean profile3 = (first & 0x30) == 0x30;
        int rest = profile3 ? first >>> 1 : first >>> 2;
        return first >>> 6 == 2 && (rest & 3) == 0;
    }
}
