/**
 * Cut lists: named sets of clips of one source. Clips of one list never overlap, clips of different lists may. Every
 * source has the list {@code main}, whose id is that of the source.
 *
 * <p>This package finds lists and does not change clips. The operations on lists are in {@link
 * dev.cliprange.clip.cut}, because deleting a list is an entry in its log.
 */
@NullMarked
package dev.cliprange.clip.list;

import org.jspecify.annotations.NullMarked;
