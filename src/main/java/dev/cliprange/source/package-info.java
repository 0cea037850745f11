/**
 * Sources: their rows, their registration, what is read of them in the background, and where their frames lie. Knows
 * nothing of clips.
 *
 * <p>Reading a source is a task on Postgres, not a thread that an instance's end forgets: an instance that dies while
 * it reads leaves a task whose lease runs out, and another takes it up.
 *
 * <p>Each reading has a generation ({@link dev.cliprange.source.IndexGeneration}), which is part of the versions of clips. A
 * release with a later generation reads ready sources again, one after another, while they are served from the old index
 * ({@code indexing}). The row of a source says which generation its index must have, and an index
 * of another generation is not used: a cached row and a new index, or the reverse, never meet.
 */
@NullMarked
package dev.cliprange.source;

import org.jspecify.annotations.NullMarked;
