/**
 * Probes sources: which streams they have, which of them a clip can contain, and whether a trial clip can be made.
 */
@NullMarked
package dev.cliprange.ffmpeg.probe;

import org.jspecify.annotations.NullMarked;
