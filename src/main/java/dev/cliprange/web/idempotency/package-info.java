/**
 * The HTTP side of idempotent requests: reading the {@code Idempotency-Key} and what identifies a request, and
 * converting responses to the values that are stored. The package {@code idempotency} stores them and knows nothing of
 * HTTP.
 */
@NullMarked
package dev.cliprange.web.idempotency;

import org.jspecify.annotations.NullMarked;
