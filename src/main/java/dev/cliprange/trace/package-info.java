/**
 * Traces: what one request did, and how long each step took, sent by OTLP to whoever collects them. Knows the names of the
 * steps and nothing else of any feature.
 *
 * <p>Off unless an endpoint is configured, and then nothing is there at all: Spring Boot's configurations for tracing are left
 * out of the start ({@link dev.cliprange.trace.TracingOnDemand}), and {@link dev.cliprange.trace.Spans#OFF} hands the work back
 * as it came. With tracing on, a request that was not sampled costs a look into its context.
 *
 * <p>The parent of a span comes by Reactor's context, where WebFlux keeps the observation of the request; thread locals play no
 * part, so no operator has to restore them.
 *
 * <p>Spans carry no address: a presigned one is a key to the object. What was read is told by kind, offset and length, and a
 * failure by its code, never by an exception's text.
 */
@NullMarked
package dev.cliprange.trace;

import org.jspecify.annotations.NullMarked;
