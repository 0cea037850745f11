package dev.cliprange.codec.sync;

import dev.cliprange.codec.AvcConfiguration;
import dev.cliprange.codec.HevcConfiguration;
import dev.cliprange.codec.RbspReader;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.mp4.FourCc;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Looks at samples that consist of NAL units. Decoding may start at an IDR picture, at any other IRAP picture of H.265
 * and H.266, and in H.264 at an intra picture with a recovery point message whose {@code recovery_frame_cnt} is 0
 * (ITU-T H.264, D.2.8). A gradual recovery point proves nothing for its own sample, because the frames up to the
 * recovery are wrong.
 */
final class NalLook extends SampleLook {

    /** Longer messages are skipped. A recovery point message is much shorter. */
    private static final int LONGEST_MESSAGE_BYTES = 4096;

    /** Enough for the first fields of any slice header. */
    private static final int SLICE_HEADER_BYTES = 16;

    private static final int RECOVERY_POINT = 6;
    private static final int NO_RECOVERY_POINT = -1;

    /** The codec of the NAL units. */
    enum Syntax {
        AVC,
        HEVC,
        VVC
    }

    private final Syntax syntax;
    private final int lengthBytes;
    private int recoveryFrames = NO_RECOVERY_POINT;

    NalLook(Syntax syntax, int lengthBytes) {
        this.syntax = syntax;
        this.lengthBytes = lengthBytes;
    }

    static NalLook of(Syntax syntax, SampleEntry entry) {
        return new NalLook(syntax, lengthBytes(syntax, entry));
    }

    /** Returns the size of a NAL unit's length in the samples (ISO/IEC 14496-15, 5.3.3.1, 8.3.3.1 and 11.2.4.2). */
    private static int lengthBytes(Syntax syntax, SampleEntry entry) {
        return switch (syntax) {
            case AVC -> (entry.child(AvcConfiguration.TYPE).fields().skip(4).u8() & 3) + 1;
            case HEVC -> (entry.child(HevcConfiguration.TYPE).fields().skip(21).u8() & 3) + 1;
            case VVC ->
                entry.findChild(FourCc.of("vvcC"))
                                .map(box -> box.fields().skip(4).u8() >>> 1 & 3)
                                .orElse(3)
                        + 1;
        };
    }

    @Override
    public Optional<Picture> look(ByteBuffer bytes, boolean toEnd) {
        int headerBytes = syntax == Syntax.AVC ? 1 : 2;
        long at = 0;
        while (at + lengthBytes + headerBytes <= bytes.limit()) {
            int unit = (int) at + lengthBytes;
            long length = length(bytes, (int) at);
            long end = unit + length;
            if (length < headerBytes) {
                at = end;
                continue;
            }
            boolean whole = end <= bytes.limit();
            if (toEnd && !whole) {
                // The unit is longer than its sample, so it proves nothing.
                return Optional.of(Picture.OTHER);
            }
            int type = type(bytes, unit);
            if (isPicture(type)) {
                boolean enough = whole || bytes.limit() - unit >= SLICE_HEADER_BYTES;
                return enough ? Optional.of(picture(bytes, unit, end, type)) : more(at, FIRST_BYTES);
            }
            if (syntax == Syntax.AVC && type == 6 && length <= LONGEST_MESSAGE_BYTES) {
                if (!whole) {
                    return more(at, lengthBytes + (int) length + FIRST_BYTES);
                }
                readMessages(bytes.slice(unit, (int) length));
            }
            at = end;
        }
        return toEnd ? Optional.of(Picture.NONE) : more(at, FIRST_BYTES);
    }

    private long length(ByteBuffer bytes, int at) {
        long length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = length << 8 | (bytes.get(at + i) & 0xFF);
        }
        return length;
    }

    private int type(ByteBuffer bytes, int unit) {
        return switch (syntax) {
            case AVC -> bytes.get(unit) & 0x1F;
            case HEVC -> bytes.get(unit) >>> 1 & 0x3F;
            case VVC -> bytes.get(unit + 1) >>> 3 & 0x1F;
        };
    }

    private boolean isPicture(int type) {
        return switch (syntax) {
            case AVC -> type >= 1 && type <= 5;
            case HEVC -> type <= 31;
            case VVC -> type <= 11;
        };
    }

    private Picture picture(ByteBuffer bytes, int unit, long end, int type) {
        return switch (syntax) {
            case AVC -> type == 5 ? Picture.KEY : slice(bytes, unit, end);
            case HEVC -> type >= 16 && type <= 21 ? Picture.KEY : Picture.OTHER;
            case VVC -> type >= 7 && type <= 9 ? Picture.KEY : Picture.OTHER;
        };
    }

    /** ITU-T H.264, 7.3.3: the first slice decides. */
    private Picture slice(ByteBuffer bytes, int unit, long end) {
        int length = (int) Math.min(SLICE_HEADER_BYTES, Math.min(end, bytes.limit()) - unit);
        var reader = new RbspReader(bytes.slice(unit, length)).skip(8);
        reader.ue();
        int sliceType = reader.ue();
        boolean intra = sliceType == 2 || sliceType == 7;
        if (!intra) {
            return Picture.OTHER;
        }
        return recoveryFrames == 0 ? Picture.KEY : Picture.INTRA;
    }

    /** ITU-T H.264, 7.3.2.3 and D.1.8. */
    private void readMessages(ByteBuffer unit) {
        var reader = new RbspReader(unit).skip(8);
        while (reader.lengthBits() - reader.position() >= 24) {
            int type = extended(reader);
            int size = extended(reader);
            int start = reader.position();
            if (type == RECOVERY_POINT) {
                recoveryFrames = reader.ue();
                return;
            }
            if (size > LONGEST_MESSAGE_BYTES) {
                return;
            }
            reader.skip(start + 8 * size - reader.position());
        }
    }

    private static int extended(RbspReader reader) {
        int value = 0;
        int octet = 0xFF;
        while (octet == 0xFF && !reader.pastEnd()) {
            octet = reader.bits(8);
            value += octet;
        }
        return value;
    }
}
