package dev.cliprange.trace;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/** Leaves everything of OpenTelemetry out of the start unless traces are wanted. Named in {@code spring.factories}. */
final class TracingOnDemand implements AutoConfigurationImportFilter, EnvironmentAware {

    private boolean wanted;

    @Override
    public void setEnvironment(Environment environment) {
        wanted = TracingWanted.in(environment);
    }

    @Override
    public boolean[] match(@Nullable String[] configurations, AutoConfigurationMetadata metadata) {
        boolean[] kept = new boolean[configurations.length];
        for (int i = 0; i < kept.length; i++) {
            String name = configurations[i];
            kept[i] = wanted || name == null || !isOfTracing(name);
        }
        return kept;
    }

    private static boolean isOfTracing(String configuration) {
        return configuration.startsWith("org.springframework.boot.opentelemetry.")
                || configuration.startsWith("org.springframework.boot.micrometer.tracing.");
    }
}
