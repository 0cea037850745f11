package dev.cliprange.storage.work;

import java.time.Instant;

/**
 * An object of the work storage, as a listing has it.
 *
 * @param modifiedAt when it was written; in S3 this may be when its upload was begun
 */
public record WorkObject(String key, long sizeBytes, Instant modifiedAt) {}
