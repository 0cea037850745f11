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

    private final byte[] sha256;

    private ApiKeyDigest(byte[] sha256) {
        this.sha256 = sha256;
    }

    /**
     * Returns the digest of a setting, which is a key, or {@code sha256:} and the key's digest in hexadecimal.
     *
     * @throws IllegalArgumentException if the digest is not 64 hexadecimal digits
     */
    public static ApiKeyDigest ofSetting(String setting) {
        if (!setting.startsWith(HASHED)) {
            return ofKey(setting);
        }
        byte[] digest = HexFormat.of().parseHex(setting.substring(HASHED.length()));
        if (digest.length != DIGEST_BYTES) {
            throw new IllegalArgumentException(
                    "cliprange.api-key: a digest of " + digest.length + " bytes (expected: " + DIGEST_BYTES + ")");
        }
        return new ApiKeyDigest(digest);
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
