/**
 * Multipart uploads that clients send straight to the configured bucket. The server creates, lists, completes and
 * aborts them, and signs a URL for each part. No byte of a part passes through the server. This package knows no
 * sessions: {@code ingest.upload} has them.
 *
 * <p><b>Checksums.</b> The presigner adds none by itself, because in a presigned URL it would be the checksum of an
 * empty body. A SHA-256 that the client states is a signed header, so the storage compares it with the bytes of the
 * part. In the query the storage would ignore it. Some storages do not compare; {@link
 * dev.cliprange.storage.upload.PartChecksums} finds out.
 */
@NullMarked
package dev.cliprange.storage.upload;

import org.jspecify.annotations.NullMarked;
