/**
 * Limits per client and per key: rates, and the number of streams, event feeds and waiting calls at once.
 */
@NullMarked
package dev.cliprange.access.limit;

import org.jspecify.annotations.NullMarked;
