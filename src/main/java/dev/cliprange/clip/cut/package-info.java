/**
 * The operations that change clips and cut lists, their log, and undo.
 *
 * <p>Each change is one transaction. It locks the row of its source first, so that two changes wait for each other
 * instead of ending in a deadlock at commit, also if they change different cut lists of the source. Changes of one source queue on their instance before they take a database
 * connection. What a result needs from the storage is read before the transaction begins.
 *
 * <p>Each change is an operation in the log of its cut list, with the state of the clips before and after it. Undo
 * reverts the newest one. The log stores the changes of an operation as arrays in one row, because separate rows cost
 * as much as the clips themselves.
 */
@NullMarked
package dev.cliprange.clip.cut;

import org.jspecify.annotations.NullMarked;
