package dev.cliprange.launch;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Chooses the format of the log before logging is set up. Spring Boot's own setting {@code
 * logging.structured.format.console} takes precedence.
 */
final class LogFormatPostProcessor implements EnvironmentPostProcessor, Ordered {

    private static final String STRUCTURED = "logging.structured.format.console";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        LogFormat format = Binder.get(environment)
                .bind(LogProperties.FORMAT, LogFormat.class)
                .orElse(LogFormat.AUTO);
        if (!environment.containsProperty(STRUCTURED) && format.isJson()) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource("logFormat", Map.of(STRUCTURED, "logstash")));
        }
    }

    /** After the configuration files were read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
