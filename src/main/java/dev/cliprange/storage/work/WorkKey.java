package dev.cliprange.storage.work;

import java.util.regex.Pattern;

/** Checks keys and sizes of the work storage. They are the same for a bucket and a folder. */
final class WorkKey {

    private static final Pattern SYNTAX =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    private WorkKey() {}

    static String require(String key) {
        if (!isValid(key)) {
            throw new IllegalArgumentException("key: " + key + " (expected: segments of letters, digits, . _ -)");
        }
        return key;
    }

    static boolean isValid(String key) {
        return SYNTAX.matcher(key).matches();
    }

    static void requireSize(byte[] bytes) {
        if (bytes.length > WorkStore.LARGEST_IN_MEMORY_BYTES) {
            throw new IllegalArgumentException(
                    "bytes: " + bytes.length + " (expected: <= " + WorkStore.LARGEST_IN_MEMORY_BYTES + ")");
        }
    }
}
