/**
 * Who may ask, and how often: API keys for the control face, a rate for every client of the playback face.
 *
 * <p>{@link dev.cliprange.access.limit.Clients} knows which client sent a request, for all limits: the rate of requests without a
 * key, the rate of unknown keys, and the number of streams, event feeds and waiting calls at once.
 * {@link dev.cliprange.access.limit.ProcessHolders} names it for the pool of FFmpeg processes, which has a limit for each client.
 *
 * <p>Playback addresses may be signed: one signature opens every address of one version of one clip, so that a player needs
 * no other for segments and pictures. The check needs nothing but path, query, clock and keys: a CDN does it too.
 *
 * <p>A CDN takes the signature out of the address, so that it is no part of the cache key, and hands it on in a header: the
 * origin asks for it all the same, so that nobody gets around the CDN.
 *
 * <p>Keys are kept as SHA-256 digests only: they are random and long, so that a slow hash would cost every request and gain
 * nothing. The configured one is an admin's and needs no database. A role holds for methods and paths, in one place: what is not
 * known to be reading is changing. Whatever may change something leaves a line in the audit log, refused or not.
 *
 * <p>The configured key is kept as a digest only, and compared in constant time. Health and metrics ask for no key:
 * they stand on a port of their own, which is not for the outside.
 */
@NullMarked
package dev.cliprange.access;

import org.jspecify.annotations.NullMarked;
