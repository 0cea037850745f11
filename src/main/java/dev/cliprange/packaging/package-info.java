/**
 * The entry point for adaptive streams: HLS and DASH of clips and sequences, and text tracks.
 *
 * <p>The sub-package {@code playlist} writes the texts from a description of a stream. It does no I/O.
 */
@NullMarked
package dev.cliprange.packaging;

import org.jspecify.annotations.NullMarked;
