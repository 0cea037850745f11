/**
 * The entry point of players: the stream of a clip at its versioned URL.
 *
 * <p>The version in the URL is compared on every request. An old URL therefore never returns new bytes, and a response
 * at the current URL is immutable.
 *
 * <p>{@link dev.cliprange.delivery.ClipEngines} chooses the engine of a form. Each engine checks everything it can
 * before its first byte, while a failure still has a status. After that, a failure closes the connection. The package
 * {@code stream} sends the bytes, so a {@link dev.cliprange.delivery.ClipEngine} of a sliced clip only plans.
 *
 * <p>The output of FFmpeg is read through {@link dev.cliprange.spool.ClipSpools}. While it grows, its digest is not
 * known: its entity tag is weak and ranges are not available. When it is complete, the tag is strong and has the
 * digest, so a client can resume at any instance that made the same bytes. If-None-Match matches both tags, because all
 * bytes of a version mean the same.
 */
@NullMarked
package dev.cliprange.delivery;

import org.jspecify.annotations.NullMarked;
