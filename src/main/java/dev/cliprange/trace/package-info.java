/**
 * Traces: what each request did and how long each step took, exported by OTLP. This package knows the names of the
 * steps and nothing else of any feature.
 *
 * <p>Tracing is off unless an endpoint is set. {@link dev.cliprange.trace.TracingAutoConfigurationFilter} then excludes
 * Spring Boot's configurations for tracing, and {@link dev.cliprange.trace.Spans#OFF} returns all work unchanged. With
 * tracing on, a request that is not sampled costs a look-up in its context.
 *
 * <p>The parent of a span is in Reactor's context, where WebFlux keeps the observation of the request. Thread locals
 * are not used, so operators do not need to restore them.
 *
 * <p>Spans contain no URL, because a presigned URL gives access to the object. They describe a read by its kind, offset
 * and length, and a failure by its code, never by the text of an exception.
 */
@NullMarked
package dev.cliprange.trace;

import org.jspecify.annotations.NullMarked;
