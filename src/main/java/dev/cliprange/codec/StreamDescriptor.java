package dev.cliprange.codec;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.MalformedMp4Exception;

/**
 * The decoder configuration in an {@code esds} (ISO/IEC 14496-1, 7.2.6). The array is never compared and never
 * modified.
 *
 * @param objectType the object type indication (7.2.6.6), for example 0x40 for AAC, 0x20 for MPEG-4 video
 * @param specified whether there is decoder specific information. It may have no bytes
 * @param specific the decoder specific information; empty if absent
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never modified.
record StreamDescriptor(int objectType, boolean specified, byte[] specific) {

    static final int AAC = 0x40;
    static final int MPEG4_VIDEO = 0x20;
    private static final int STREAM = 3;
    private static final int CONFIGURATION = 4;
    private static final int SPECIFIC = 5;
    private static final String SECTION = "ISO/IEC 14496-1, 7.2.6";

    /** @throws MalformedMp4Exception if a descriptor is missing or too short */
    static StreamDescriptor parse(Box esds) {
        BoxFields fields = esds.fields().skip(4);
        open(fields, STREAM, esds);
        int flags = fields.skip(2).u8();
        if ((flags & 0x80) != 0) {
            fields.skip(2);
        }
        if ((flags & 0x40) != 0) {
            fields.skip(fields.u8());
        }
        if ((flags & 0x20) != 0) {
            fields.skip(2);
        }
        open(fields, CONFIGURATION, esds);
        int objectType = fields.u8();
        fields.skip(12);
        if (fields.remaining() < 4 || (objectType != AAC && objectType != MPEG4_VIDEO)) {
            return new StreamDescriptor(objectType, false, new byte[0]);
        }
        int length = Math.min(open(fields, SPECIFIC, esds), fields.remaining());
        return new StreamDescriptor(objectType, true, fields.bytes(length));
    }

    /** Enters a descriptor and returns its declared length. */
    private static int open(BoxFields fields, int tag, Box esds) {
        int found = fields.u8();
        if (found != tag) {
            throw esds.malformed("descriptor " + found + " (expected: " + tag + ")", SECTION);
        }
        int length = 0;
        for (int i = 0; i < 4; i++) {
            int next = fields.u8();
            length = (length << 7) | (next & 0x7F);
            if ((next & 0x80) == 0) {
                break;
            }
        }
        return length;
    }
}
