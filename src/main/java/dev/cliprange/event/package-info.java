/**
 * The change feed for applications and for the caches of all instances. Features define the types of their events.
 *
 * <p>The table is the feed. {@code NOTIFY} only announces new rows, so nothing is lost while no instance listens, and a
 * client resumes after the last event it has received, on any instance. Database triggers write the events of sources
 * and clips when a change is committed. IDs are in the order of commits. Each instance also polls once a second,
 * because poolers that share connections between clients lose notifications.
 *
 * <p>The last events are kept in memory. A client that resumes later reads the table. Old events are deleted, and a
 * client that resumes before the oldest one receives a {@code gap} event.
 */
@NullMarked
package dev.cliprange.event;

import org.jspecify.annotations.NullMarked;
