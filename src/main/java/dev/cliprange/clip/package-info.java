/**
 * Clips: their rows, what may be done with them, the name of their bytes, and the addresses they play at.
 *
 * <p>That no two clips of a source overlap is the database's promise (an exclusion constraint), not this code's. Every
 * change takes the row lock of its source first: two changes that collide then wait for each other instead of finding
 * a deadlock at commit.
 *
 * <p>Whatever changes clips is an operation in the log of its source, with what was before and after; undoing takes the
 * newest one back. The log keeps the changes of an operation as arrays in one row: rows of their own, each with a look-up
 * of its operation, cost as much as the clips themselves. The changes of one source take turns on this instance before they take a database connection.
 *
 * <p>A clip that is known stays known: {@link dev.cliprange.clip.ClipDescriptors} asks the database again once an
 * entry is older than a second, or once the change feed names it, and keeps the old answer when the database does not
 * answer.
 */
@NullMarked
package dev.cliprange.clip;

import org.jspecify.annotations.NullMarked;
