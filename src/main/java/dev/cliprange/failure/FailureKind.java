package dev.cliprange.failure;

/** Whose doing a failure is. */
public enum FailureKind {
    /** The request cannot be answered as it stands. */
    CALLER,
    /** The source is malformed, or beyond both engines. */
    MEDIA,
    /** Storage or database failed or timed out. */
    UPSTREAM,
    /** A limit is reached; the same request works later. */
    CAPACITY,
    /** A bug. */
    INTERNAL
}
