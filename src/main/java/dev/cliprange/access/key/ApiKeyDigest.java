package dev.cliprange.access.key;

import dev.cliprange.failure.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The SHA-256 digest of an API key. The key itself is not stored. */
public final class ApiKeyDigest {

    private static final String HASHED = "sha256:";
    private static final int DIGEST_BYTES = 32;
    /** Shorter keys can be guessed. */
    private static final int SHORTEST = 16;

    private final byte[] sha256;

    private ApiKeyDigest(byte[] sha256) {
        this.sha256 = sha256;
    }

    /**
     * Returns the digest of a setting, which is a key, or {@code sha256:} and the key's digest in hexadecimal.
     *
     * @throws IllegalArgumentException if the key has fewer than 16 characters, or the digest is not 64 hexadecimal
     *     digits
     */
    public static ApiKeyDigest ofSetting(String setting) {
        if (setting.startsWith(HASHED)) {
            return new ApiKeyDigest(digest(setting.substring(HASHED.length())));
        }
        if (setting.length() < SHORTEST) {
            throw new IllegalArgumentException("cliprange.api-key: the key has " + setting.length()
                    + " characters (expected: at least " + SHORTEST + ", for example from 'openssl rand -hex 24')");
        }
        return ofKey(setting);
    }

    /** The text is not shown, because it may be a key. */
    private static byte[] digest(String hexadecimal) {
        if (!hexadecimal.matches("[0-9a-fA-F]{" + 2 * DIGEST_BYTES + "}")) {
            throw new IllegalArgumentException("cliprange.api-key: what follows " + HASHED + " has "
                    + hexadecimal.length() + " characters (expected: " + 2 * DIGEST_BYTES + " hexadecimal digits)");
        }
        return HexFormat.of().parseHex(hexadecimal);
    }

    public static ApiKeyDigest ofKey(String key) {
        return new ApiKeyDigest(Digest.sha256(key.getBytes(StandardCharsets.UTF_8)));
    }

    /** The 32 bytes; read-only. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(sha256).asReadOnlyBuffer();
    }

    /** Compares two digests in constant time. */
    public boolean matches(ApiKeyDigest other) {
        return MessageDigest.isEqual(sha256, other.sha256);
    }
}
