/**
 * Runs a change at most once for each {@code Idempotency-Key}: claims the key, runs the change, stores the response and
 * commits, in one transaction. Knows neither features nor HTTP.
 */
@NullMarked
package dev.cliprange.idempotency;

import org.jspecify.annotations.NullMarked;
