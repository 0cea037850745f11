/**
 * Reads the bytes of sources and stores what is derived from them. Its packages: {@code location} (locations and their
 * allow-list), {@code client} (HTTP clients and their limits), {@code read} (ranged reads), {@code lease} (inputs for
 * FFmpeg), {@code upload} (multipart uploads by clients) and {@code work} (the work storage). This package puts them
 * together. It knows nothing of media, clips or the database.
 *
 * <p><b>Reads.</b> An S3 object is read like any web resource, through its presigned URL, so one client reads all media
 * bytes: with ranged GETs, each under the revision that was indexed, resumed at the next byte when a connection breaks.
 * The S3 SDK signs, writes and lists. No media byte of a clip passes through it.
 *
 * <p><b>Revision.</b> The entity tag. If a web server sends none, the time of the last change and the size. For a file,
 * its size, time and number. Not the S3 version id: an object that is written again with the same bytes is the same
 * source.
 *
 * <p><b>Bytes in flight.</b> A read emits buffers until a bounded number of bytes is unreleased, whatever the demand
 * is. The 128 elements that Reactor Netty requests ahead would otherwise be megabytes for each stream.
 *
 * <p><b>Allow-list.</b> URLs are compared by scheme, host, port and decoded path segments, never as text. The resolver
 * of the client that connects resolves a host name once and checks the IP addresses it received, so a connection is
 * made only to an IP address that was checked.
 *
 * <p><b>FFmpeg</b> resolves names and follows redirects by itself. It receives a presigned URL or a path directly. A
 * web resource is served to it by a gateway on loopback, which uses our own checked reads.
 */
@NullMarked
package dev.cliprange.storage;

import org.jspecify.annotations.NullMarked;
