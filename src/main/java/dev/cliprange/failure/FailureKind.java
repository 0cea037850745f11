package dev.cliprange.failure;

/** The cause of a failure. */
public enum FailureKind {
    /** The request must be changed before it is sent again. */
    CALLER,
    /** The source is malformed, or neither engine supports it. */
    MEDIA,
    /** Storage or database failed or timed out. */
    UPSTREAM,
    /** A limit is reached; the same request works later. */
    CAPACITY,
    /** A bug. */
    INTERNAL
}
