package dev.cliprange.storage.read;

/**
 * What is known of an object without reading it.
 *
 * @param sizeBytes its length, greater than 0
 * @param revision names its bytes as they are now; opaque, compared as text
 */
public record ObjectStat(long sizeBytes, String revision) {

    /** @throws IllegalArgumentException if the size is not positive or the revision empty */
    public ObjectStat {
        if (sizeBytes <= 0) {
            throw new IllegalArgumentException("sizeBytes: " + sizeBytes + " (expected: > 0)");
        }
        if (revision.isEmpty()) {
            throw new IllegalArgumentException("revision: empty (expected: a name)");
        }
    }
}
