package dev.cliprange.packaging.text;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Reads samples of {@code tx3g} (3GPP TS 26.245, 5.17). */
final class Tx3gSample {

    private static final String SECTION = "3GPP TS 26.245, 5.17";
    private static final int TYPE = FourCc.of("tx3g");
    private static final int STYLE_BOX = FourCc.of("styl");
    private static final int LENGTH_BYTES = 2;
    private static final int BIG_ENDIAN_MARK = 0xFEFF;
    private static final int LITTLE_ENDIAN_MARK = 0xFFFE;
    private static final int BOLD = 1;
    private static final int ITALIC = 2;
    private static final int UNDERLINE = 4;
    private static final int FONT_BYTES = 2;
    private static final int SIZE_AND_COLOUR_BYTES = 5;

    private Tx3gSample() {}

    /**
     * Returns the cue of a sample; empty for a sample without text.
     *
     * @throws dev.cliprange.mp4.MalformedMp4Exception if the text or a box is longer than the sample
     */
    static List<Cue> read(TextSample sample) {
        ByteBuffer data = sample.data();
        Box box = new Box(TYPE, 0, data, 0);
        if (data.limit() < LENGTH_BYTES) {
            throw box.malformed("the sample has no length of its text", SECTION);
        }
        int length = data.getShort(0) & 0xFFFF;
        if (length > data.limit() - LENGTH_BYTES) {
            throw box.malformed("its text of " + length + " bytes does not fit into the sample", SECTION);
        }
        int[] characters = decode(data.slice(LENGTH_BYTES, length)).codePoints().toArray();
        String text = CueText.fit(styled(characters, styles(box, LENGTH_BYTES + length, characters.length)));
        return text.isEmpty() ? List.of() : List.of(new Cue(sample.startUs(), sample.endUs(), "", text));
    }

    /** UTF-8, or UTF-16 if the text begins with a byte order mark. */
    private static String decode(ByteBuffer bytes) {
        int mark = bytes.limit() >= 2 ? bytes.getShort(0) & 0xFFFF : 0;
        Charset charset = mark == BIG_ENDIAN_MARK || mark == LITTLE_ENDIAN_MARK
                ? StandardCharsets.UTF_16
                : StandardCharsets.UTF_8;
        return charset.decode(bytes).toString();
    }

    /** The style of each character. */
    private static FontStyle[] styles(Box sample, int boxes, int characters) {
        var styles = new FontStyle[characters];
        Arrays.fill(styles, FontStyle.PLAIN);
        for (Box box : sample.children(boxes)) {
            if (box.type() == STYLE_BOX) {
                BoxFields fields = box.fields();
                int count = fields.u16();
                for (int i = 0; i < count; i++) {
                    int start = Math.min(fields.u16(), characters);
                    int end = Math.min(fields.u16(), characters);
                    int face = fields.skip(FONT_BYTES).u8();
                    fields.skip(SIZE_AND_COLOUR_BYTES);
                    if (start < end) {
                        Arrays.fill(styles, start, end, style(face));
                    }
                }
            }
        }
        return styles;
    }

    private static FontStyle style(int face) {
        return new FontStyle((face & BOLD) != 0, (face & ITALIC) != 0, (face & UNDERLINE) != 0);
    }

    private static String styled(int[] characters, FontStyle[] styles) {
        var text = new StringBuilder();
        for (int from = 0; from < characters.length; ) {
            int to = from + 1;
            while (to < characters.length && styles[to].equals(styles[from])) {
                to++;
            }
            text.append(styles[from].wrap(CueText.escape(new String(characters, from, to - from))));
            from = to;
        }
        return text.toString();
    }
}
