/**
 * Locations of sources (S3, HTTP, file) and the allow-list that they are checked against.
 *
 * <p>Locations are compared by scheme, host, port and decoded path segments, never as text. Host names are resolved
 * once, by the resolver of the client that connects, and the IP addresses are checked there, so the checked IP address
 * is the one that is used.
 */
@NullMarked
package dev.cliprange.storage.location;

import org.jspecify.annotations.NullMarked;
