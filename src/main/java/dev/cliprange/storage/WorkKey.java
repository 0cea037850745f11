package dev.cliprange.storage;

import java.util.regex.Pattern;

/** The rule for keys of the work storage: the same names in a bucket and in a folder. */
final class WorkKey {

    private static final Pattern SYNTAX =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    private WorkKey() {}

    static String require(String key) {
        if (!SYNTAX.matcher(key).matches()) {
            throw new IllegalArgumentException("key: " + key + " (expected: segments of letters, digits, . _ -)");
        }
        return key;
    }
}
