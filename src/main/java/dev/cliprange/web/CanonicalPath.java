package dev.cliprange.web;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The one spelling of a path that this server answers. RFC 3986, 6.2.2, and stricter: a path segment that can be read
 * as an id is the id in its usual form, and playback paths are lower case. Caches keep one object per spelling, so one
 * clip must have one spelling only.
 */
final class CanonicalPath {

    private static final String PLAYBACK = "videos";
    /** Its next segment is a signature, which is base64url. */
    private static final String SIGNED = "s";

    private static final String PUNCTUATION = "-._~!$&'()*+,=:@";
    private static final int DASHES_OF_ID = 4;

    private CanonicalPath() {}

    /**
     * Returns whether a path is in its canonical form.
     *
     * @param rawPath as it was sent, not decoded, and without the query
     */
    static boolean matches(String rawPath) {
        if (!rawPath.startsWith("/")) {
            return false;
        }
        if (rawPath.length() == 1) {
            return true;
        }
        String[] segments = rawPath.substring(1).split("/", -1);
        boolean playback = segments[0].equals(PLAYBACK);
        for (int i = 0; i < segments.length; i++) {
            boolean signature = playback && i == 2 && segments[1].equals(SIGNED);
            if (!isCanonical(segments[i]) || (playback && !isPlayback(segments[i], signature))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCanonical(String segment) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
            return false;
        }
        for (int i = 0; i < segment.length(); i++) {
            char character = segment.charAt(i);
            if (character == '%') {
                if (!isNeededEncoding(segment, i)) {
                    return false;
                }
                i += 2;
            } else if (!isPlain(character)) {
                return false;
            }
        }
        return !isOtherSpellingOfId(segment);
    }

    /** Lower-case letters, digits, full stops, hyphens and underscores; a signature has capitals too. */
    private static boolean isPlayback(String segment, boolean signature) {
        return segment.chars()
                .allMatch(it -> (it >= 'a' && it <= 'z')
                        || (it >= '0' && it <= '9')
                        || it == '.'
                        || it == '-'
                        || it == '_'
                        || (signature && it >= 'A' && it <= 'Z'));
    }

    /** Whether a percent-encoding is in upper case, and its character cannot be in a path without it. */
    private static boolean isNeededEncoding(String segment, int at) {
        if (at + 2 >= segment.length()) {
            return false;
        }
        int high = digit(segment.charAt(at + 1));
        int low = digit(segment.charAt(at + 2));
        if (high < 0 || low < 0) {
            return false;
        }
        char character = (char) (high * 16 + low);
        boolean ambiguous = character == '/' || character == '\\' || character == ';';
        return !ambiguous && !isPlain(character) && character >= ' ' && character != 0x7F;
    }

    private static int digit(char character) {
        return character >= 'a' ? -1 : Character.digit(character, 16);
    }

    private static boolean isPlain(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || PUNCTUATION.indexOf(character) >= 0;
    }

    /**
     * {@link UUID#fromString} accepts capitals, missing zeros, signs and surplus digits. Spring removes spaces before
     * it.
     */
    private static boolean isOtherSpellingOfId(String segment) {
        if (segment.chars().filter(it -> it == '-').count() != DASHES_OF_ID) {
            return false;
        }
        try {
            return !UUID.fromString(decoded(segment).strip()).toString().equals(segment);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        byte[] bytes = new byte[segment.length()];
        int length = 0;
        for (int i = 0; i < segment.length(); i++) {
            if (segment.charAt(i) == '%') {
                bytes[length++] = (byte) Integer.parseInt(segment, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) segment.charAt(i);
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
