/**
 * The entry point for files that are to become sources. {@code upload}: clients send a file in parts to the bucket.
 * {@code event}: a bucket reports new objects.
 */
@NullMarked
package dev.cliprange.ingest;

import org.jspecify.annotations.NullMarked;
