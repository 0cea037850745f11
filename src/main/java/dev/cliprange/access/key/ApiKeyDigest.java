package dev.cliprange.access.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of an API key: all that is kept of one. */
public final class ApiKeyDigest {

    private static final String HASHED = "sha256:";
    private static final int DIGEST_BYTES = 32;

    private final byte[] sha256;

    private ApiKeyDigest(byte[] sha256) {
        this.sha256 = sha256;
    }

    /**
     * The digest of a setting that holds a key, or {@code sha256:} and the key's digest in hexadecimal.
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
        try {
            return new ApiKeyDigest(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The 32 bytes; read-only. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(sha256).asReadOnlyBuffer();
    }

    /** Takes the same time wherever the two differ. */
    public boolean matches(ApiKeyDigest other) {
        return MessageDigest.isEqual(sha256, other.sha256);
    }
}
