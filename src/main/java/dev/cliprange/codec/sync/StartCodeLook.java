package dev.cliprange.codec.sync;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Looks at pictures of MPEG-4 Part 2 (ISO/IEC 14496-2, 6.2.5), MPEG-1 and MPEG-2 video (ISO/IEC 13818-2, 6.2.3) in
 * {@code mp4v}. Decoding may start at an intra picture, because pictures decoded after it do not refer to earlier ones.
 */
final class StartCodeLook extends SampleLook {

    private static final int VIDEO_OBJECT_PLANE = 0xB6;
    private static final int PICTURE = 0x00;
    /** A {@code picture_coding_type} (ISO/IEC 13818-2, table 6-12). */
    private static final int INTRA = 1;

    private static final int CODE_BYTES = 6;

    @Override
    public Optional<Picture> look(ByteBuffer bytes, boolean toEnd) {
        for (int at = 0; at + CODE_BYTES <= bytes.limit(); at++) {
            if (bytes.get(at) != 0 || bytes.get(at + 1) != 0 || bytes.get(at + 2) != 1) {
                continue;
            }
            int code = bytes.get(at + 3) & 0xFF;
            if (code == VIDEO_OBJECT_PLANE) {
                return Optional.of((bytes.get(at + 4) & 0xC0) == 0 ? Picture.KEY : Picture.OTHER);
            }
            int pictureType = bytes.get(at + 5) >>> 3 & 7;
            // In MPEG-4, this code begins a video object, and another start code follows. The type would then be 0,
            // which no picture has.
            if (code == PICTURE && pictureType != 0) {
                return Optional.of(pictureType == INTRA ? Picture.KEY : Picture.OTHER);
            }
        }
        return toEnd ? Optional.of(Picture.OTHER) : more(Math.max(1, bytes.limit() - CODE_BYTES + 1L), 4 * FIRST_BYTES);
    }
}
