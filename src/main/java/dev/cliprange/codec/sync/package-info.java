/**
 * Finds out from the bitstream whether decoding may start at a sample. It reads the first NAL unit, OBU or frame
 * header, and ignores the mark in the container.
 */
@NullMarked
package dev.cliprange.codec.sync;

import org.jspecify.annotations.NullMarked;
