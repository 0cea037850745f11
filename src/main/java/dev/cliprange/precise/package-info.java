/**
 * The precise form of clips: its encoded edges and its layout. Edges are encoded once per version, stored under their
 * digest, and claimed by a row in the database. If two instances encode at the same time, both serve the result of the
 * row.
 *
 * <p>Encoding is bounded before it starts (bytes read, bytes written, memory for pictures), and all of it by a share of
 * the heap ({@link dev.cliprange.precise.PreciseMemory}). A lasting failure is remembered per version for some time. A
 * lack of capacity or a failure of the storage is not. This package does not know how responses are sent.
 */
@NullMarked
package dev.cliprange.precise;

import org.jspecify.annotations.NullMarked;
