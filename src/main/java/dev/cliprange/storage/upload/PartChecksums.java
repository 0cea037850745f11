package dev.cliprange.storage.upload;

import java.util.Locale;

/** What the storage does with a checksum in the header of a part. */
public enum PartChecksums {
    /** The storage compares it with the bytes and rejects a part that differs. */
    VERIFIED,
    /** The storage ignores it, or rejects every part with such a header. Parts can be compared by size and entity tag. */
    UNSUPPORTED,
    /** The storage was not asked yet, or did not answer. */
    UNKNOWN;

    /** The name in the details of the readiness. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
