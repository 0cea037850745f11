/**
 * Orphans: objects in the work storage that no row of the database names. They remain when an instance dies between
 * writing an object and writing its row, or cannot delete what it wrote. A janitor finds them after a safe age. {@link
 * dev.cliprange.source.orphan.AttemptCleaning} deletes what an attempt at a job has written, so that it leaves none.
 *
 * <p>It knows no part of the work storage itself: a package with rows that name objects contributes a {@link
 * dev.cliprange.storage.work.NamedObjects}.
 */
@NullMarked
package dev.cliprange.source.orphan;

import org.jspecify.annotations.NullMarked;
