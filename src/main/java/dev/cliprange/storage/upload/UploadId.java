package dev.cliprange.storage.upload;

/**
 * Identifies a multipart upload.
 *
 * @param key of the object
 * @param id from the storage
 */
public record UploadId(String key, String id) {}
