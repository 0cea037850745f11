/**
 * What changed: one feed for applications and for the caches of every instance. Knows no feature; features name their
 * types of events.
 *
 * <p>The table is the feed, {@code NOTIFY} only says that there is more: nothing is lost while nobody listens, and a reader
 * goes on behind the last event it has seen, on whichever instance. Events of sources and clips are written by the
 * database when a change is committed, so no way of changing them can forget it; ids are in the order of commits. Besides
 * listening, every instance looks once a second: poolers that hand connections from client to client lose notifications.
 *
 * <p>The last events are kept in memory for those who follow; who comes back later reads the table. Old events are thrown
 * away; who asks for them is told that there is a gap.
 */
@NullMarked
package dev.cliprange.event;

import org.jspecify.annotations.NullMarked;
