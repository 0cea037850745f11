/**
 * What every door says over HTTP in the same way: problems, times, lists, one log line a request. Knows no feature.
 *
 * <p>One {@code WebExceptionHandler} maps every failure, because it also sees what filters and security throw, which a
 * controller advice does not. Once a response has begun it lets the error through, and the server then closes the
 * connection: a body that ends cleanly is complete.
 */
@NullMarked
package dev.cliprange.web;

import org.jspecify.annotations.NullMarked;
