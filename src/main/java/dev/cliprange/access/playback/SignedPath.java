package dev.cliprange.access.playback;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A playback path with the signature in it: {@code /videos/s/{expires}.{key}.{signature}/clips/…}. Relative URLs inherit
 * it, which they do not do with a query (RFC 3986, 5.3). It covers the same text as a signature in the query.
 *
 * @param path without the signature, as the client sent it
 * @param query the signature in the form of a query
 */
record SignedPath(String path, String query) {

    private static final String FOLDER = PlaybackPath.PREFIX + "/s/";

    private static final Pattern PATH =
            Pattern.compile(FOLDER + "(?<expires>[0-9]+)\\.(?<key>[^/]+)\\.(?<signature>[A-Za-z0-9_-]+)(?<rest>/.+)");

    /** Returns the parts of a path; empty if it has no signature in it. */
    static Optional<SignedPath> parse(String rawPath) {
        Matcher path = PATH.matcher(rawPath);
        return path.matches()
                ? Optional.of(new SignedPath(
                        PlaybackPath.PREFIX + path.group("rest"),
                        PlaybackSignature.query(path.group("expires"), path.group("key"), path.group("signature"))))
                : Optional.empty();
    }

    /** Returns a path with a signature in it. */
    static String format(PlaybackPath path, long expiresSeconds, String keyId, String signature) {
        return FOLDER + expiresSeconds + "." + keyId + "." + signature
                + path.format().substring(PlaybackPath.PREFIX.length());
    }
}
