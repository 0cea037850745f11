package dev.cliprange.storage.read;

/**
 * The size and revision of an object.
 *
 * @param sizeBytes greater than 0
 * @param revision identifies the present bytes; opaque, compared as text
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
