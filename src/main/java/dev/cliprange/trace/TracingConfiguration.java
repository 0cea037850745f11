package dev.cliprange.trace;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class TracingConfiguration {

    @Bean
    Spans spans(ObjectProvider<Tracer> tracers) {
        Tracer tracer = tracers.getIfAvailable();
        return tracer == null ? Spans.OFF : new RecordedSpans(tracer);
    }

    /** Beans for tracing. Without an endpoint none of their types is loaded. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(OnTracingEndpoint.class)
    static class Wanted {

        @Bean
        Sampler sampler(TracingProperties properties) {
            return Sampler.parentBased(Sampler.traceIdRatioBased(properties.sampledPercent() / 100.0));
        }

        @Bean
        @Order(MicrometerTracingAutoConfiguration.RECEIVER_TRACING_OBSERVATION_HANDLER_ORDER)
        RequestSpans requestSpans(Tracer tracer, Propagator propagator) {
            return new RequestSpans(tracer, propagator);
        }

        @Bean
        RequestConvention requestConvention() {
            return new RequestConvention();
        }

        /** Health checks and scrapes have no traces. */
        @Bean
        SpanExportingPredicate requestsOnly() {
            return span -> !span.getTags().getOrDefault("uri", "").startsWith("/actuator");
        }
    }
}
