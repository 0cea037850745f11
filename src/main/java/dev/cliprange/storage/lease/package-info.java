/**
 * Leases of sources for FFmpeg, which resolves host names and follows redirects on its own. It receives a presigned URL
 * or a path directly. A web resource is read through a gateway on the loopback interface, which uses our own checked
 * reads.
 */
@NullMarked
package dev.cliprange.storage.lease;

import org.jspecify.annotations.NullMarked;
