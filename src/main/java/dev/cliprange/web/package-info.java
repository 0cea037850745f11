/**
 * What every door says over HTTP in the same way: problems, times, lists, one log line a request. Knows no feature.
 *
 * <p>One {@code WebExceptionHandler} maps every failure, because it also sees what filters and security throw, which a
 * controller advice does not. Once a response has begun it lets the error through, and the server then closes the
 * connection: a body that ends cleanly is complete.
 *
 * <p>Each kind of problem has a page with its cause and its cure, at the address that is its {@code type}; the compiler sees
 * to it that none is forgotten. The API's description is springdoc's, finished with what it cannot read off the handlers, and
 * made once; its examples lie in {@code api-examples.json}, apart from the code, because a test sends them as they are written.
 *
 * <p>Each path has one canonical form. One filter answers 404 for every other spelling, before any filter that decides by the
 * path and with the same rule as the configurations in {@code cdn/}: a cache keeps one object per spelling.
 */
@NullMarked
package dev.cliprange.web;

import org.jspecify.annotations.NullMarked;
