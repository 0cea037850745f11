/**
 * Copies the media of a source into an MP4 in the work storage, so that its clips are sliced.
 *
 * <p>The copy must have the same frames at the same times, and the same keyframes, as FFmpeg lists them in the source.
 * Otherwise the job fails and the source stays as it is. Clips of the source keep their ranges and get new versions.
 */
@NullMarked
package dev.cliprange.source.remux;

import org.jspecify.annotations.NullMarked;
