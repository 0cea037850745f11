/**
 * The list of all failures with the advice for each, and the exception that carries one. It does not know HTTP, apart
 * from status codes.
 */
@NullMarked
package dev.cliprange.failure;

import org.jspecify.annotations.NullMarked;
