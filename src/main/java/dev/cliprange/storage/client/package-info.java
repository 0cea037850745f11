/**
 * The HTTP clients that read media bytes: signing, connection settings, limits, and the bound on unreleased bytes per
 * read.
 *
 * <p>A read emits buffers until a bounded number of bytes is unreleased, whatever the demand is. Otherwise the 128
 * elements that Reactor Netty requests ahead would be megabytes for each stream.
 */
@NullMarked
package dev.cliprange.storage.client;

import org.jspecify.annotations.NullMarked;
