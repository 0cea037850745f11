/**
 * Bytes of sources and of what we derive from them: locations and their allow-list, presigned addresses, ranged reads,
 * the work storage. Knows nothing of media, clips or the database.
 *
 * <p><b>One way to read.</b> An S3 object is read like any web resource, through its presigned address, so one client
 * does the media bytes: ranged GETs, each under the revision that was indexed, resumed at the next byte when they break.
 * The S3 SDK signs, writes and lists; no media byte passes through it.
 *
 * <p><b>Revision.</b> The entity tag, else (web servers without one) the time of the last change and the size; of a
 * file its size, time and number. Not the S3 version id: an object written again with the same bytes stays the same source.
 *
 * <p><b>In flight.</b> A read hands out buffers until a bounded number of bytes is unreleased, whatever the demand: the
 * elements a writer asks for ahead (Reactor Netty: 128) would otherwise be megabytes per stream.
 *
 * <p><b>Allow-list.</b> Addresses are compared by scheme, host, port and decoded path segments, never as text. Names are
 * resolved once, by the resolver of the client that connects, and the addresses that come back are checked there: what
 * was checked is what is connected to.
 *
 * <p><b>FFmpeg</b> resolves names and follows redirects on its own. It gets a presigned address or a path directly; a
 * web resource it gets through a gateway on loopback, behind which are our own checked reads.
 */
@NullMarked
package dev.cliprange.storage;

import org.jspecify.annotations.NullMarked;
