/**
 * The entry point for adaptive streams: HLS and DASH of clips and sequences, and text tracks.
 *
 * <p>The sub-package {@code playlist} writes playlists and manifests from a description of a stream, and {@code text}
 * writes WebVTT from the samples of text tracks. Both do no I/O.
 */
@NullMarked
package dev.cliprange.packaging;

import org.jspecify.annotations.NullMarked;
