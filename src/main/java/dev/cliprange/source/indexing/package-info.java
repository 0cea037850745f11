/**
 * Indexes sources in the background: reads an MP4 or asks FFmpeg, then stores the index or the list of frames.
 */
@NullMarked
package dev.cliprange.source.indexing;

import org.jspecify.annotations.NullMarked;
