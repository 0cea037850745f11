/**
 * Failures as problem responses (RFC 9457), and the pages that the {@code type} of a problem links to.
 *
 * <p>One {@code WebExceptionHandler} maps all failures, because it also receives those of filters and of Spring
 * Security, which a controller advice does not. If a response has begun, it closes the connection: a body that ends
 * cleanly is complete.
 *
 * <p>{@link dev.cliprange.failure.FailureAdvice} has the cause and the remedy of each failure.
 */
@NullMarked
package dev.cliprange.web.problem;

import org.jspecify.annotations.NullMarked;
