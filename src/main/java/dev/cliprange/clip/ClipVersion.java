package dev.cliprange.clip;

import dev.cliprange.failure.Digest;
import dev.cliprange.source.IndexGeneration;
import dev.cliprange.timeline.TimeRange;
import java.nio.charset.StandardCharsets;

/** The name of a clip's bytes: the same parts give the same name on every instance, and any other part another. */
final class ClipVersion {

    private static final char[] BASE_32 = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();
    /** 80 bits: a collision within one clip's history is out of reach. */
    private static final int LENGTH_CHARACTERS = 16;

    private ClipVersion() {}

    /**
     * Sixteen characters of lower-case base32 (RFC 4648, 6).
     *
     * @param layoutFormat changes whenever an engine begins to make other bytes of the same parts
     */
    static String of(String sourceRevision, TimeRange range, String mode, EngineKind engine, String layoutFormat) {
        // The revision is the storage's text: its length keeps it apart from what follows.
        String parts = sourceRevision.length() + ":" + sourceRevision + "|" + range.startUs() + "|" + range.endUs()
                + "|" + mode + "|" + engine.lowerCase() + "|" + layoutFormat;
        byte[] digest = Digest.sha256(parts.getBytes(StandardCharsets.UTF_8));
        var version = new StringBuilder(LENGTH_CHARACTERS);
        for (int bit = 0; bit < LENGTH_CHARACTERS * 5; bit += 5) {
            int pair = (digest[bit / 8] & 0xFF) << 8 | (digest[bit / 8 + 1] & 0xFF);
            version.append(BASE_32[pair >> (11 - bit % 8) & 0x1F]);
        }
        return version.toString();
    }

    /**
     * The layout format of a clip whose source was read by a generation of the reader. The generation that was current when
     * generations began changes nothing, so that versions from before stay as they are.
     */
    static String format(String engineFormat, int indexGeneration) {
        return indexGeneration == IndexGeneration.BASELINE ? engineFormat : engineFormat + "/index-" + indexGeneration;
    }
}
