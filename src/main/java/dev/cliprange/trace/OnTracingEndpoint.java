package dev.cliprange.trace;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if an endpoint for traces is set. */
final class OnTracingEndpoint implements Condition {

    private static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return in(context.getEnvironment());
    }

    static boolean in(Environment environment) {
        return !environment.getProperty(ENDPOINT, "").isBlank();
    }
}
