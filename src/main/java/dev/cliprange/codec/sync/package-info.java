/**
 * Proof that a sample is a random access point: the first NAL unit, OBU or frame header of the sample, not the mark that the
 * container gives it.
 */
@NullMarked
package dev.cliprange.codec.sync;

import org.jspecify.annotations.NullMarked;
