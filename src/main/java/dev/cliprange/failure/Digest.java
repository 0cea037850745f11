package dev.cliprange.failure;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, without the checked exception that no Java platform throws for it. */
public final class Digest {

    private Digest() {}

    /** Returns the 32 bytes of the digest. */
    public static byte[] sha256(byte[] bytes) {
        return newSha256().digest(bytes);
    }

    /** Returns a digest for input that comes in parts. One thread at a time may use it. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
