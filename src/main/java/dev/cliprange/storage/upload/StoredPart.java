package dev.cliprange.storage.upload;

/**
 * A part that the storage has.
 *
 * @param number from 1
 * @param entityTag as the storage returns it, with quotes; many storages use the MD5 of the bytes
 */
public record StoredPart(int number, long sizeBytes, String entityTag) {}
