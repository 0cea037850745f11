package dev.cliprange.codec.sync;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Looks at temporal units of AV1. Decoding may start at a key frame that is shown (AV1, 7.6.2; AV1 Codec ISO Media File
 * Format Binding, 2.4). A forward key frame, which is decoded now and shown later, does not count.
 */
final class Av1Look extends SampleLook {

    private static final int SEQUENCE_HEADER = 1;
    private static final int FRAME_HEADER = 3;
    private static final int FRAME = 6;
    private static final int LONGEST_HEADER_BYTES = 10;

    private boolean stillPicture;

    /** AV1, 5.3 and 5.9.2. */
    @Override
    public Optional<Picture> look(ByteBuffer bytes, boolean toEnd) {
        long at = 0;
        while (at < bytes.limit()) {
            if (bytes.limit() - at < LONGEST_HEADER_BYTES + 1 && !toEnd) {
                return more(at, FIRST_BYTES);
            }
            int header = bytes.get((int) at);
            int type = header >>> 3 & 0xF;
            int body = (int) at + 1 + (header >>> 2 & 1);
            long size = Long.MAX_VALUE;
            if ((header & 2) != 0) {
                size = 0;
                int octet = 0x80;
                for (int shift = 0; (octet & 0x80) != 0 && shift < 56 && body < bytes.limit(); shift += 7) {
                    octet = bytes.get(body++);
                    size |= (octet & 0x7FL) << shift;
                }
            }
            if (size == 0 || body >= bytes.limit()) {
                at = body;
                continue;
            }
            int first = bytes.get(body);
            if (type == SEQUENCE_HEADER) {
                // seq_profile, still_picture, reduced_still_picture_header
                stillPicture = (first >>> 3 & 1) == 1;
            } else if (type == FRAME || type == FRAME_HEADER) {
                return Optional.of(frame(first));
            }
            if (size == Long.MAX_VALUE) {
                return Optional.of(Picture.OTHER);
            }
            at = body + size;
        }
        return toEnd ? Optional.of(Picture.NONE) : more(at, FIRST_BYTES);
    }

    /** show_existing_frame, frame_type (two bits), show_frame. */
    private Picture frame(int first) {
        return stillPicture || (first >>> 4 & 0xF) == 1 ? Picture.KEY : Picture.OTHER;
    }
}
