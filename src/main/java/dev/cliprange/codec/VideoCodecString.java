package dev.cliprange.codec;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.MalformedMp4Exception;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of a visual sample entry in the form of RFC 6381, 3.3. AVC, HEVC and VVC follow ISO/IEC 14496-15, Annex E.
 * Their profile and level are those of the first sequence parameter set. Without a set, they are those of the
 * decoder configuration, which may differ.
 */
final class VideoCodecString {

    private static final List<Integer> DOLBY_VISION = List.of(FourCc.of("dvcC"), FourCc.of("dvvC"), FourCc.of("dvwC"));
    private static final byte[] VISUAL_OBJECT_SEQUENCE = {0, 0, 1, (byte) 0xB0};
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private VideoCodecString() {}

    /**
     * @param boxes the child boxes of the entry
     * @throws MalformedMp4Exception if the entry has no decoder configuration. An entry of VVC or MPEG-4 needs none:
     *     its name is then its type
     */
    static String of(VideoCodec codec, Box entry, List<Box> boxes) {
        String type = FourCc.text(entry.type());
        return switch (codec) {
            case H264 -> dolbyVision(type, boxes, avc(type, entry, boxes));
            case HEVC -> dolbyVision(type, boxes, hevc(type, entry, boxes));
            case VVC ->
                type
                        + Box.find(boxes, FourCc.of("vvcC"))
                                .map(VideoCodecString::vvc)
                                .orElse("");
            case AV1 -> ColourCodecString.av1(type, box("av1C", entry, boxes), boxes);
            case VP8, VP9 -> ColourCodecString.vp(type, configuration("vpcC", entry, boxes), entry);
            case MPEG4 ->
                type
                        + Box.find(boxes, FourCc.of("esds"))
                                .map(VideoCodecString::visual)
                                .orElse("");
        };
    }

    private static String avc(String type, Box entry, List<Box> boxes) {
        BoxFields fields = configuration("avcC", entry, boxes).skip(1);
        byte[] summary = fields.bytes(3);
        fields.skip(1);
        int sets = fields.remaining() > 2 ? fields.u8() & 0x1F : 0;
        int length = sets > 0 ? fields.u16() : 0;
        if (length >= 4 && fields.remaining() >= 4) {
            summary = fields.skip(1).bytes(3);
        }
        return String.format(
                Locale.ROOT, "%s.%02X%02X%02X", type, summary[0] & 0xFF, summary[1] & 0xFF, summary[2] & 0xFF);
    }

    private static String hevc(String type, Box entry, List<Box> boxes) {
        BoxFields fields = configuration("hvcC", entry, boxes).skip(1);
        byte[] summary = fields.bytes(12);
        byte[] bytes = (fields.remaining() < 10 ? Optional.<byte[]>empty() : firstSps(fields.skip(8)))
                .map(HevcConfiguration::profileTierLevel)
                .orElse(summary);
        int profile = bytes[0] & 0xFF;
        int compatibility = Integer.reverse(ByteBuffer.wrap(bytes).getInt(1));
        var constraints = new StringBuilder();
        int kept = 0;
        for (int i = 0; i < 6; i++) {
            kept = bytes[5 + i] != 0 ? i + 1 : kept;
        }
        for (int i = 0; i < kept; i++) {
            constraints.append('.').append(hex(bytes[5 + i] & 0xFF));
        }
        String space = profile >>> 6 == 0 ? "" : String.valueOf((char) ('A' + (profile >>> 6) - 1));
        return type + "." + space + (profile & 0x1F) + "." + hex(compatibility) + "."
                + ((profile & 0x20) == 0 ? "L" : "H") + (bytes[11] & 0xFF) + constraints;
    }

    /** @param fields of {@code hvcC}, from the length size on */
    private static Optional<byte[]> firstSps(BoxFields fields) {
        int arrays = fields.skip(1).u8();
        for (int i = 0; i < arrays; i++) {
            int type = fields.u8() & 0x3F;
            int units = fields.u16();
            for (int unit = 0; unit < units; unit++) {
                byte[] bytes = fields.bytes(fields.u16());
                if (type == HevcConfiguration.SPS && bytes.length >= 15) {
                    return Optional.of(bytes);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Dolby Vision in an entry of its own: profile and level of its configuration (Dolby Vision Streams within the ISO
     * Base Media File Format, 4).
     *
     * @param base the name of an entry that any decoder of AVC or HEVC plays, or that has no such configuration
     */
    private static String dolbyVision(String type, List<Box> boxes, String base) {
        if (!type.startsWith("dv")) {
            return base;
        }
        return boxes.stream()
                .filter(box ->
                        DOLBY_VISION.contains(box.type()) && box.payload().limit() >= 4)
                .findFirst()
                .map(box -> box.fields().skip(2).u16())
                .map(fields -> String.format(Locale.ROOT, "%s.%02d.%02d", type, fields >>> 9, fields >>> 3 & 0x3F))
                .orElse(base);
    }

    /** Reads VvcDecoderConfigurationRecord (ISO/IEC 14496-15, 11.2.4.2). Names no sub-profiles and no layer sets. */
    private static String vvc(Box vvcC) {
        BoxFields fields = vvcC.fields();
        if (fields.remaining() < 10) {
            return "";
        }
        var bits = new Bits(fields.skip(4).bytes(Math.min(fields.remaining(), 80)));
        if (bits.skip(7).take(1) == 0) {
            return "";
        }
        int constraintBytes = bits.skip(9 + 3 + 2 + 2 + 3 + 5 + 2).take(6);
        int profile = bits.take(7);
        String tier = bits.take(1) == 0 ? "L" : "H";
        int level = bits.take(8);
        var constraints = new byte[constraintBytes];
        int kept = 0;
        for (int i = 0; i < constraintBytes; i++) {
            constraints[i] = (byte) bits.take(8);
            kept = constraints[i] != 0 ? i + 1 : kept;
        }
        return "." + profile + "." + tier + level + (kept == 0 ? "" : ".C" + base32(constraints, kept));
    }

    /** RFC 4648, 6, without padding. */
    private static String base32(byte[] bytes, int length) {
        var text = new StringBuilder();
        var bits = new Bits(Arrays.copyOf(bytes, length));
        while (bits.remaining() > 0) {
            text.append(BASE32.charAt(bits.take(5)));
        }
        return text.toString();
    }

    /**
     * The object type, and for MPEG-4 video the profile and level in its visual object sequence (ISO/IEC 14496-2,
     * 6.2.2). Empty if the descriptor is malformed: FFmpeg's decoder needs none.
     */
    private static String visual(Box esds) {
        try {
            StreamDescriptor stream = StreamDescriptor.parse(esds);
            byte[] header = stream.specific();
            boolean sequence = header.length > 4 && Arrays.equals(header, 0, 4, VISUAL_OBJECT_SEQUENCE, 0, 4);
            return "." + hex(stream.objectType()) + (sequence ? "." + (header[4] & 0xFF) : "");
        } catch (MalformedMp4Exception e) {
            return "";
        }
    }

    private static String hex(int value) {
        return Integer.toHexString(value).toUpperCase(Locale.ROOT);
    }

    private static BoxFields configuration(String type, Box entry, List<Box> boxes) {
        return box(type, entry, boxes).fields();
    }

    private static Box box(String type, Box entry, List<Box> boxes) {
        return Box.get(boxes, FourCc.of(type), entry, SampleEntry.SECTION);
    }
}
