/**
 * Who may ask, and how often: API keys for the control face, a rate for every client of the playback face.
 *
 * <p>Playback addresses may be signed: one signature opens every address of one version of one clip, so that a player needs
 * no other for segments and pictures. The check needs nothing but path, query, clock and keys: a CDN does it too.
 *
 * <p>The configured key is kept as a digest only, and compared in constant time. Health and metrics ask for no key:
 * they stand on a port of their own, which is not for the outside.
 */
@NullMarked
package dev.cliprange.access;

import org.jspecify.annotations.NullMarked;
