package dev.cliprange.trace;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/** Excludes the auto-configuration of OpenTelemetry if no endpoint is set. Registered in {@code spring.factories}. */
final class TracingAutoConfigurationFilter implements AutoConfigurationImportFilter, EnvironmentAware {

    private boolean enabled;

    @Override
    public void setEnvironment(Environment environment) {
        enabled = OnTracingEndpoint.in(environment);
    }

    @Override
    public boolean[] match(@Nullable String[] configurations, AutoConfigurationMetadata metadata) {
        boolean[] kept = new boolean[configurations.length];
        for (int i = 0; i < kept.length; i++) {
            String name = configurations[i];
            kept[i] = enabled || name == null || !isOfTracing(name);
        }
        return kept;
    }

    private static boolean isOfTracing(String configuration) {
        return configuration.startsWith("org.springframework.boot.opentelemetry.")
                || configuration.startsWith("org.springframework.boot.micrometer.tracing.");
    }
}
