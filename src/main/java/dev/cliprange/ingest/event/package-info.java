/**
 * Bucket notifications. A record is only a hint that an object may have changed. What counts is what the storage says
 * about the object when the record arrives, so records may be repeated and may arrive in any order.
 */
@NullMarked
package dev.cliprange.ingest.event;

import org.jspecify.annotations.NullMarked;
