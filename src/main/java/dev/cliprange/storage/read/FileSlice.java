package dev.cliprange.storage.read;

import java.nio.file.Path;

/**
 * Bytes of a local file, for zero-copy sending.
 *
 * @param path resolved and allowed
 * @param offsetBytes at least 0
 * @param lengthBytes at least 1; the file had these bytes when the slice was created
 */
public record FileSlice(Path path, long offsetBytes, long lengthBytes) {}
