/**
 * The door players come through: a clip's stream under its versioned address.
 *
 * <p>The version in the address is compared on every request, so an old address never gives new bytes, and whatever is
 * answered under the current one may be kept for ever.
 *
 * <p>Two engines stand behind {@link dev.cliprange.delivery.ClipEngine}. Each checks all it can before its first byte,
 * while a failure still has a status; from then on a failure ends the connection.
 *
 * <p>What FFmpeg makes is read through {@link dev.cliprange.spool.ClipSpools}. Its entity tag is weak while it is made, since its
 * digest is not known and a range of it cannot be had. Once it is whole, the tag is strong and has the digest, so a client may
 * resume at any instance that made the same bytes. If-None-Match is matched against both: all bytes of a version mean the same.
 *
 * <p>A clip has two versions at once: its copy, and its precise form, of which a few frames are encoded. These are made once, on
 * demand or ahead, stored under their digest, and claimed by a row in the database: two instances that encode at the same time
 * agree on one result, and the entity tag names it. What does not have its digest any more is made again, never served.
 *
 * <p>Making it is bounded before it starts (bytes read, bytes written, memory for pictures), and all of it together by a share of
 * the heap ({@link dev.cliprange.precise.PreciseMemory}). A failure that would come again is remembered per version for some
 * time; a lack of capacity or a failure of the storage is not.
 */
@NullMarked
package dev.cliprange.delivery;

import org.jspecify.annotations.NullMarked;
