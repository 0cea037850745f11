package dev.cliprange.codec;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads visual sample entries (ISO/IEC 14496-12, 12.1.3; 14496-15 for AVC, HEVC and VVC; the AV1 and VP bindings). */
final class VideoFormats {

    static final int CHILDREN_AT = 78;

    private VideoFormats() {}

    static MediaFormat of(Box entry, List<Box> boxes) {
        BoxFields fields = entry.fields().skip(24);
        int width = fields.u16();
        int height = fields.u16();
        String type = FourCc.text(entry.type());
        return switch (type) {
            case "avc1", "avc3", "dva1", "dvav" -> format(VideoCodec.H264, avc(type, entry, boxes), width, height);
            case "hvc1", "hev1", "dvh1", "dvhe" -> format(VideoCodec.HEVC, hevc(type, entry, boxes), width, height);
            case "av01" -> format(VideoCodec.AV1, av1(entry, boxes), width, height);
            case "vp08" -> format(VideoCodec.VP8, vp(type, entry, boxes), width, height);
            case "vp09" -> format(VideoCodec.VP9, vp(type, entry, boxes), width, height);
            case "vvc1", "vvi1" -> format(VideoCodec.VVC, type, width, height);
            case "mp4v" -> format(VideoCodec.MPEG4, type, width, height);
            default -> throw entry.unsupported("a video codec that can be cut only after a remux", SampleEntry.SECTION);
        };
    }

    /** Whether {@code hvcC} contains VPS, SPS and PPS, so that samples need none (ISO/IEC 14496-15, 8.4.1). */
    static boolean parameterSetsAreOutside(List<Box> boxes) {
        var configuration = Box.find(boxes, FourCc.of("hvcC"));
        if (configuration.isEmpty()) {
            return false;
        }
        BoxFields fields = configuration.get().fields().skip(22);
        int arrays = fields.u8();
        int found = 0;
        for (int i = 0; i < arrays; i++) {
            int type = fields.u8() & 0x3F;
            int units = fields.u16();
            for (int unit = 0; unit < units; unit++) {
                fields.skip(fields.u16());
            }
            if (units > 0 && type >= 32 && type <= 34) {
                found |= 1 << (type - 32);
            }
        }
        return found == 7;
    }

    private static MediaFormat format(VideoCodec codec, String codecString, int width, int height) {
        return MediaFormat.video(codec, codecString, width, height);
    }

    /** Reads the profile from the first sequence parameter set. Without a set, reads the summary in {@code avcC}. */
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

    /** Same as {@link #avc}, for {@code hvcC}. */
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
            constraints
                    .append('.')
                    .append(Integer.toHexString(bytes[5 + i] & 0xFF).toUpperCase(Locale.ROOT));
        }
        String space = profile >>> 6 == 0 ? "" : String.valueOf((char) ('A' + (profile >>> 6) - 1));
        return type + "." + space + (profile & 0x1F) + "."
                + Integer.toHexString(compatibility).toUpperCase(Locale.ROOT) + "."
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

    private static String av1(Box entry, List<Box> boxes) {
        BoxFields fields = configuration("av1C", entry, boxes).skip(1);
        int profileAndLevel = fields.u8();
        int flags = fields.u8();
        int depth = (flags & 0x40) == 0 ? 8 : (flags & 0x20) == 0 ? 10 : 12;
        return String.format(
                Locale.ROOT,
                "av01.%d.%02d%s.%02d",
                profileAndLevel >>> 5,
                profileAndLevel & 0x1F,
                (flags & 0x80) == 0 ? "M" : "H",
                depth);
    }

    private static String vp(String type, Box entry, List<Box> boxes) {
        BoxFields fields = configuration("vpcC", entry, boxes).skip(4);
        return String.format(Locale.ROOT, "%s.%02d.%02d.%02d", type, fields.u8(), fields.u8(), fields.u8() >>> 4);
    }

    private static BoxFields configuration(String type, Box entry, List<Box> boxes) {
        return Box.get(boxes, FourCc.of(type), entry, SampleEntry.SECTION).fields();
    }
}
