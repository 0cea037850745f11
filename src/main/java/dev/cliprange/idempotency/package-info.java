/**
 * Answers a repeated call with the response of the first one, by its {@code Idempotency-Key}.
 */
@NullMarked
package dev.cliprange.idempotency;

import org.jspecify.annotations.NullMarked;
