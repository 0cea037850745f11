package dev.cliprange.preview;

import dev.cliprange.failure.Digest;
import dev.cliprange.source.ReadySource;
import dev.cliprange.storage.work.SourceWork.Part;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The name of a picture among all pictures of its source, and the place where it is kept.
 *
 * @param text names the content: the same text means the same picture
 */
record PictureName(Part part, String place, String text) {

    private static final int PLACES = 2_048;

    /** Part of every name. It is incremented when the same frames give another picture. */
    private static final int FORMAT_VERSION = 2;

    /** Returns the name of a picture that shares {@value #PLACES} places with all others of its source. */
    static PictureName shared(ReadySource source, String what) {
        String text = text(source, what);
        byte[] digest = digest(text);
        int place = ((digest[0] & 0xFF) << 8 | (digest[1] & 0xFF)) % PLACES;
        return new PictureName(Part.POSTERS, HexFormat.of().toHexDigits((short) place), text);
    }

    /** Returns the name of a picture that has a place of its own. */
    static PictureName own(ReadySource source, Part part, String place, String what) {
        return new PictureName(part, place, text(source, what));
    }

    /** The revision is any text. Its length separates it from the following parts. */
    private static String text(ReadySource source, String what) {
        return FORMAT_VERSION + "|" + source.revision().length() + ":" + source.revision() + "|"
                + source.indexGeneration() + "|" + what;
    }

    byte[] digest() {
        return digest(text);
    }

    private static byte[] digest(String text) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
