/**
 * API keys: their digests, roles and callers, and the paths that need one.
 */
@NullMarked
package dev.cliprange.access.key;

import org.jspecify.annotations.NullMarked;
