package dev.cliprange.storage.work;

import java.util.regex.Pattern;

/** The rules for objects of the work storage: the same in a bucket and in a folder. */
final class WorkKey {

    private static final int MOST_BYTES = 64 * 1_024 * 1_024;

    private static final Pattern SYNTAX =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    private WorkKey() {}

    static String require(String key) {
        if (!SYNTAX.matcher(key).matches()) {
            throw new IllegalArgumentException("key: " + key + " (expected: segments of letters, digits, . _ -)");
        }
        return key;
    }

    static void requireSize(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("bytes: " + bytes.length + " (expected: <= " + MOST_BYTES + ")");
        }
    }
}
