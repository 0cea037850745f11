/**
 * Sequences: several clips that play one after another. A row names the clips. The version of a sequence derives from the
 * versions of their streams, so nothing is written when a clip changes.
 *
 * <p>{@link dev.cliprange.clip.sequence.SequenceDescriptors} keeps sequences in memory with their clips, because every
 * request for a segment compares the version. It reads a sequence with three queries, however many clips it has.
 */
@NullMarked
package dev.cliprange.clip.sequence;

import org.jspecify.annotations.NullMarked;
