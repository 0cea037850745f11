/**
 * Access control: API keys for the control API, signatures for playback URLs, and limits for each client.
 *
 * <p>{@link dev.cliprange.access.limit.Clients} knows which client sent a request, for all limits: the rate of requests
 * without a key, the rate of unknown keys, and the number of concurrent streams, event feeds and waiting calls. {@link
 * dev.cliprange.access.limit.ProcessHolders} names it for the pool of FFmpeg processes, which has a limit for each
 * client.
 *
 * <p>Playback URLs may be signed. One signature is valid for all URLs of one version of one clip, so a player needs no
 * other one for segments and pictures. The check needs only path, query, clock and keys, so a CDN can do it too.
 *
 * <p>A CDN removes the signature from the URL, to keep it out of the cache key, and forwards it in a header. The origin
 * checks it again, so that a client cannot bypass the CDN.
 *
 * <p>Only SHA-256 digests of API keys are stored. The keys are random and long, so a slow hash would cost time and not
 * improve security. The configured key has the role admin, needs no database, and is compared in constant time. One
 * place assigns roles to methods and paths; a call that is not known to read requires the right to change. All calls
 * that may change something are in the audit log, rejected ones too.
 *
 * <p>Health and metrics need no key. They are on a separate port, which must not be public.
 */
@NullMarked
package dev.cliprange.access;

import org.jspecify.annotations.NullMarked;
