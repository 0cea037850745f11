package dev.cliprange.movie;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.timeline.Timescale;

/**
 * The timescale and language in {@code mdhd} (ISO/IEC 14496-12, 8.4.2). Its duration is ignored: the durations of the
 * samples are added instead.
 */
record MediaHeader(Timescale timescale, String language) {

    private static final String UNKNOWN = "und";

    static MediaHeader parse(Box mdhd) {
        BoxFields fields = mdhd.fields();
        boolean wide = fields.u8() == 1;
        long timescale = fields.skip(3 + (wide ? 16 : 8)).u32();
        if (timescale == 0) {
            throw mdhd.malformed("timescale 0", "ISO/IEC 14496-12, 8.4.2.3");
        }
        return new MediaHeader(
                new Timescale(timescale), language(fields.skip(wide ? 8 : 4).u16()));
    }

    /** Codes below 0x400 are Macintosh language numbers (QuickTime). They are not mapped. */
    private static String language(int packed) {
        if (packed == 0) {
            return UNKNOWN;
        }
        var text = new StringBuilder(3);
        for (int shift = 10; shift >= 0; shift -= 5) {
            char letter = (char) (0x60 + (packed >>> shift & 0x1F));
            if (letter < 'a' || letter > 'z') {
                return UNKNOWN;
            }
            text.append(letter);
        }
        return text.toString();
    }
}
