/**
 * Sources: their rows, their registration, what is read of them in the background, and where their frames lie. Knows
 * nothing of clips.
 *
 * <p>Reading a source is a task on Postgres, not a thread that an instance's end forgets: an instance that dies while
 * it reads leaves a task whose lease runs out, and another takes it up.
 */
@NullMarked
package dev.cliprange.source;

import org.jspecify.annotations.NullMarked;
