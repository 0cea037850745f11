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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signed playback addresses: {@code ?expires=<seconds>&key=<id>&signature=<base64url>}, the signature being an HMAC-SHA256
 * (RFC 2104) of clip, version, expiry and key id. One signature opens every address under its clip and version. The same
 * check stands in {@code cdn/cloudfront}; {@code cdn/playback-signatures.json} holds both to one answer.
 */
final class PlaybackSignature {

    /** What a check found. */
    enum Verdict {
        VALID,
        EXPIRED,
        INVALID
    }

    /** Canonical paths only: lower case, no empty segment, no dot segment. */
    private static final Pattern PATH =
            Pattern.compile("/videos/clips/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/[a-z]+/([a-z2-7]{16})"
                    + "(?:-[0-9]+)?(?:\\.[a-z0-9]+)?(?:/[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*)*");

    private static final Pattern EXPIRES = Pattern.compile("[1-9][0-9]{0,10}");
    private static final String ALGORITHM = "HmacSHA256";

    private final Map<String, String> keys;

    /** @param keys secrets by their ids */
    PlaybackSignature(Map<String, String> keys) {
        this.keys = Map.copyOf(keys);
    }

    /** The signature of a clip's version until a time, as base64url without padding. */
    String of(String clipId, String version, long expiresSeconds, String keyId) {
        String secret = Optional.ofNullable(keys.get(keyId)).orElseThrow();
        String text = "/videos/clips/" + clipId + "/" + version + "\n" + expiresSeconds + "\n" + keyId;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac(secret, text));
    }

    /**
     * Whether an address may be used.
     *
     * @param rawPath as it was sent: an encoded character makes it another path
     * @param rawQuery as it was sent, without the question mark; each of the three parameters exactly once
     */
    Verdict check(String rawPath, String rawQuery, Instant now) {
        Matcher path = PATH.matcher(rawPath);
        Optional<String> expires =
                only(rawQuery, "expires").filter(it -> EXPIRES.matcher(it).matches());
        Optional<String> keyId = only(rawQuery, "key").filter(keys::containsKey);
        Optional<String> signature = only(rawQuery, "signature");
        if (!path.matches() || rawPath.contains("..") || expires.isEmpty() || keyId.isEmpty() || signature.isEmpty()) {
            return Verdict.INVALID;
        }
        long expiresSeconds = Long.parseLong(expires.get());
        byte[] expected =
                of(path.group(1), path.group(2), expiresSeconds, keyId.get()).getBytes(StandardCharsets.US_ASCII);
        // Takes the same time wherever the two differ.
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
