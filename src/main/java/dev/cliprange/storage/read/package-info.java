/**
 * Ranged reads of S3 objects, web resources and files, each under the revision that was indexed, and resumed at the
 * next byte when the connection breaks.
 *
 * <p>An S3 object is read like any web resource, through its presigned URL, so one HTTP client reads all media bytes.
 * The S3 SDK signs, writes and lists.
 */
@NullMarked
package dev.cliprange.storage.read;

import org.jspecify.annotations.NullMarked;
