package dev.cliprange.codec;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import java.util.List;

/** Reads visual sample entries (ISO/IEC 14496-12, 12.1.3; 14496-15 for AVC, HEVC and VVC; the AV1 and VP bindings). */
final class VideoFormats {

    static final int CHILDREN_AT = 78;

    private VideoFormats() {}

    static MediaFormat of(Box entry, List<Box> boxes) {
        BoxFields fields = entry.fields().skip(24);
        int width = fields.u16();
        int height = fields.u16();
        String type = FourCc.text(entry.type());
        VideoCodec codec = switch (type) {
            case "avc1", "avc3", "dva1", "dvav" -> VideoCodec.H264;
            case "hvc1", "hev1", "dvh1", "dvhe" -> VideoCodec.HEVC;
            case "av01" -> VideoCodec.AV1;
            case "vp08" -> VideoCodec.VP8;
            case "vp09" -> VideoCodec.VP9;
            case "vvc1", "vvi1" -> VideoCodec.VVC;
            case "mp4v" -> VideoCodec.MPEG4;
            default -> throw entry.unsupported("a video codec that can be cut only after a remux", SampleEntry.SECTION);
        };
        return MediaFormat.video(codec, VideoCodecString.of(codec, entry, boxes), width, height);
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
}
