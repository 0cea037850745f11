package dev.cliprange.codec;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The names of AV1 and VP9 in the form of RFC 6381 (AV1 Codec ISO Media File Format Binding, 5; VP Codec ISO Media File
 * Format Binding, "Codecs Parameter String"). Their optional part gives chroma and colours. It is written if they are
 * not the defaults: 4:2:0 in BT.709 with a limited range. Colours are those of {@code colr}, or else those of the
 * configuration.
 */
final class ColourCodecString {

    private static final int UNSPECIFIED = 2;
    private static final Colour BT709 = new Colour(1, 1, 1, 0);
    /** VP9 levels: the number, the largest number of pixels, and the largest side. */
    private static final int[][] VP9_LEVELS = {
        {10, 36_864, 512},
        {11, 73_728, 768},
        {20, 122_880, 960},
        {21, 245_760, 1344},
        {30, 552_960, 2048},
        {31, 983_040, 2752},
        {40, 2_228_224, 4160},
        {50, 8_912_896, 8384},
        {60, 35_651_584, 16_832}
    };

    private ColourCodecString() {}

    /** Colours by ISO/IEC 23091-2, and whether samples use their full range. */
    private record Colour(int primaries, int transfer, int matrix, int fullRange) {

        /** Reads {@code colr} (ISO/IEC 14496-12, 12.1.5). */
        static Optional<Colour> of(List<Box> boxes) {
            return boxes.stream()
                    .filter(box ->
                            box.type() == FourCc.of("colr") && box.payload().limit() >= 11)
                    .filter(box -> box.fields().i32() == FourCc.of("nclx"))
                    .findFirst()
                    .map(box -> {
                        BoxFields fields = box.fields().skip(4);
                        return new Colour(fields.u16(), fields.u16(), fields.u16(), fields.u8() >>> 7);
                    });
        }

        static Colour of(Av1SequenceHeader header) {
            return new Colour(header.primaries(), header.transfer(), header.matrix(), header.fullRange() ? 1 : 0);
        }

        /** Whether no value is known to differ from the defaults. */
        boolean ordinary() {
            return ordinary(primaries) && ordinary(transfer) && ordinary(matrix) && fullRange == 0;
        }

        private static boolean ordinary(int value) {
            return value == 1 || value == UNSPECIFIED;
        }
    }

    static String av1(String type, Box configuration, List<Box> boxes) {
        BoxFields fields = configuration.fields();
        int profileAndLevel = fields.skip(1).u8();
        int flags = fields.u8();
        int depth = (flags & 0x40) == 0 ? 8 : (flags & 0x20) == 0 ? 10 : 12;
        int monochrome = flags >>> 4 & 1;
        boolean both = (flags & 0x0C) == 0x0C;
        String name = String.format(
                Locale.ROOT,
                "%s.%d.%02d%s.%02d",
                type,
                profileAndLevel >>> 5,
                profileAndLevel & 0x1F,
                (flags & 0x80) == 0 ? "M" : "H",
                depth);
        Colour colour = Colour.of(boxes)
                .or(() -> Av1SequenceHeader.of(configuration).map(Colour::of))
                .orElse(BT709);
        if (monochrome == 0 && both && colour.ordinary()) {
            return name;
        }
        return String.format(
                Locale.ROOT,
                "%s.%d.%d%d%d.%02d.%02d.%02d.%d",
                name,
                monochrome,
                flags >>> 3 & 1,
                flags >>> 2 & 1,
                both ? flags & 3 : 0,
                colour.primaries(),
                colour.transfer(),
                colour.matrix(),
                colour.fullRange());
    }

    /** @param fields of {@code vpcC}, from its beginning */
    static String vp(String type, BoxFields fields, Box entry) {
        int version = fields.u8();
        int profile = fields.skip(3).u8();
        int level = fields.u8();
        int samples = fields.u8();
        String name = String.format(
                Locale.ROOT, "%s.%02d.%02d.%02d", type, profile, level == 0 ? level(entry) : level, samples >>> 4);
        if (version == 0 || fields.remaining() < 3) {
            return name;
        }
        int chroma = samples >>> 1 & 7;
        var colour = new Colour(fields.u8(), fields.u8(), fields.u8(), samples & 1);
        if (chroma < 2 && colour.ordinary()) {
            return name;
        }
        return String.format(
                Locale.ROOT,
                "%s.%02d.%02d.%02d.%02d.%02d",
                name,
                chroma,
                colour.primaries(),
                colour.transfer(),
                colour.matrix(),
                colour.fullRange());
    }

    /** The lowest level that allows the picture's size. Level 0 says "undefined", and players reject it. */
    private static int level(Box entry) {
        BoxFields fields = entry.fields().skip(24);
        int width = fields.u16();
        int height = fields.u16();
        for (int[] level : VP9_LEVELS) {
            if ((long) width * height <= level[1] && Math.max(width, height) <= level[2]) {
                return level[0];
            }
        }
        return VP9_LEVELS[VP9_LEVELS.length - 1][0];
    }
}
