package dev.cliprange.access.playback;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signed playback URLs: {@code ?expires=<seconds>&key=<id>&signature=<base64url>}. The signature is an HMAC-SHA256 (RFC
 * 2104) of clip, version, expiry and key id, so one signature is valid for every URL of this version.
 * {@code cdn/cloudfront} has the same check, and {@code cdn/playback-signatures.json} has the examples that both must
 * agree on.
 */
final class PlaybackSignature {

    /** The result of a check. */
    enum Verdict {
        VALID,
        EXPIRED,
        INVALID
    }

    private static final Pattern EXPIRES = Pattern.compile("[1-9][0-9]{0,10}");
    private static final String ALGORITHM = "HmacSHA256";

    private final Map<String, String> keys;

    /** @param keys secrets by their ids */
    PlaybackSignature(Map<String, String> keys) {
        this.keys = Map.copyOf(keys);
    }

    /** Returns the query that opens a path until a time. */
    String query(PlaybackPath path, long expiresSeconds, String keyId) {
        return query(Long.toString(expiresSeconds), keyId, of(path, expiresSeconds, keyId));
    }

    /** Returns the three parameters as a query. */
    static String query(String expires, String keyId, String signature) {
        return "expires=" + expires + "&key=" + keyId + "&signature=" + signature;
    }

    /** Returns the path with the signature in it. */
    String signedPath(PlaybackPath path, long expiresSeconds, String keyId) {
        return SignedPath.format(path, expiresSeconds, keyId, of(path, expiresSeconds, keyId));
    }

    /** Returns the signature in base64url without padding. */
    private String of(PlaybackPath path, long expiresSeconds, String keyId) {
        String secret = Optional.ofNullable(keys.get(keyId)).orElseThrow();
        String text = path.signed() + "\n" + expiresSeconds + "\n" + keyId;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac(secret, text));
    }

    /**
     * Checks the signature of a request.
     *
     * @param rawPath as the client sent it
     * @param rawQuery as the client sent it, without the question mark; each of the three parameters exactly once
     */
    Verdict check(String rawPath, String rawQuery, Instant now) {
        Optional<PlaybackPath> path = PlaybackPath.parse(rawPath);
        Optional<String> expires =
                only(rawQuery, "expires").filter(it -> EXPIRES.matcher(it).matches());
        Optional<String> keyId = only(rawQuery, "key").filter(keys::containsKey);
        Optional<String> signature = only(rawQuery, "signature");
        if (path.isEmpty() || expires.isEmpty() || keyId.isEmpty() || signature.isEmpty()) {
            return Verdict.INVALID;
        }
        long expiresSeconds = Long.parseLong(expires.get());
        byte[] expected = of(path.get(), expiresSeconds, keyId.get()).getBytes(StandardCharsets.US_ASCII);
        // A comparison in constant time.
        if (!MessageDigest.isEqual(expected, signature.get().getBytes(StandardCharsets.UTF_8))) {
            return Verdict.INVALID;
        }
        return now.getEpochSecond() < expiresSeconds ? Verdict.VALID : Verdict.EXPIRED;
    }

    private static Optional<String> only(String rawQuery, String name) {
        List<String> values = Arrays.stream(rawQuery.split("&"))
                .filter(part -> part.startsWith(name + "="))
                .map(part -> part.substring(name.length() + 1))
                .toList();
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    private static byte[] hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
