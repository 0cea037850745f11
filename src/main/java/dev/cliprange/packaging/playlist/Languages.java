package dev.cliprange.packaging.playlist;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Language codes of files as language tags. Files have three-letter codes of ISO 639-2; a tag uses the shortest code that
 * exists (RFC 5646, 2.2.1).
 */
public final class Languages {

    private static final Pattern TAG = Pattern.compile("[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*");

    /** The bibliographic codes of ISO 639-2 that differ from the terminological ones; files have both. */
    private static final Map<String, String> BIBLIOGRAPHIC = Map.ofEntries(
            Map.entry("alb", "sq"),
            Map.entry("arm", "hy"),
            Map.entry("baq", "eu"),
            Map.entry("bur", "my"),
            Map.entry("chi", "zh"),
            Map.entry("cze", "cs"),
            Map.entry("dut", "nl"),
            Map.entry("fre", "fr"),
            Map.entry("geo", "ka"),
            Map.entry("ger", "de"),
            Map.entry("gre", "el"),
            Map.entry("ice", "is"),
            Map.entry("mac", "mk"),
            Map.entry("mao", "mi"),
            Map.entry("may", "ms"),
            Map.entry("per", "fa"),
            Map.entry("rum", "ro"),
            Map.entry("slo", "sk"),
            Map.entry("tib", "bo"),
            Map.entry("wel", "cy"));

    private static final Map<String, String> TWO_LETTERS = twoLetters();

    private Languages() {}

    /**
     * Returns the tag of a code.
     *
     * @param code of ISO 639-2, or a tag of BCP 47
     * @return empty if the language is undetermined, or the code is none
     */
    public static Optional<String> tag(String code) {
        if (!TAG.matcher(code).matches()) {
            return Optional.empty();
        }
        String lower = code.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "und", "mul", "zxx", "mis" -> Optional.empty();
            default -> Optional.of(TWO_LETTERS.getOrDefault(lower, code));
        };
    }

    private static Map<String, String> twoLetters() {
        var codes = new HashMap<>(BIBLIOGRAPHIC);
        for (String language : Locale.getISOLanguages()) {
            // The list has obsolete codes too, and a tag replaces those.
            Locale locale = Locale.of(language);
            codes.putIfAbsent(locale.getISO3Language(), locale.toLanguageTag());
        }
        return Map.copyOf(codes);
    }
}
