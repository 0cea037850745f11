package dev.cliprange.packaging.playlist;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares codec strings (RFC 6381). */
final class Codecs {

    private static final Pattern AVC_LEVEL = Pattern.compile("avc[13]\\.[0-9A-Fa-f]{4}([0-9A-Fa-f]{2})");
    private static final Pattern HEVC_LEVEL = Pattern.compile("h(?:vc|ev)1\\..*\\.[LH]([0-9]+)(?:\\..*)?");
    private static final Pattern OTHER_LEVEL = Pattern.compile("(?:av01\\.[0-9]|vp09\\.[0-9]{2})\\.([0-9]{2}).*");
    private static final int HEXADECIMAL = 16;
    private static final int FAMILY_LENGTH = 4;

    private Codecs() {}

    /** Returns what a decoder must support whatever the profile: two strings of one family can be joined. */
    static String family(String codecs) {
        String entry = codecs.substring(0, FAMILY_LENGTH);
        return switch (entry) {
            case "avc3" -> "avc1";
            case "hev1" -> "hvc1";
            default -> entry;
        };
    }

    /**
     * Returns the string with the highest level, because players reject a stream whose level is above the declared one.
     *
     * @param codecs of one family, at least one
     */
    static String highest(List<String> codecs) {
        return codecs.stream()
                .max(Comparator.comparingInt(Codecs::level).thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** The level as its standard counts it; 0 if the string has none. */
    private static int level(String codecs) {
        Matcher avc = AVC_LEVEL.matcher(codecs);
        if (avc.matches()) {
            return Integer.parseInt(avc.group(1), HEXADECIMAL);
        }
        Matcher hevc = HEVC_LEVEL.matcher(codecs);
        if (hevc.matches()) {
            return Integer.parseInt(hevc.group(1));
        }
        Matcher other = OTHER_LEVEL.matcher(codecs);
        return other.matches() ? Integer.parseInt(other.group(1)) : 0;
    }
}
