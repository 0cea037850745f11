package dev.cliprange.launch.problem;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.StringUtils;

/**
 * Reports a failed start in one paragraph: as a line of the log if the log is JSON, on standard error otherwise. Spring
 * Boot reports what is not known here.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailureReporter implements SpringBootExceptionReporter {

    private static final Logger log = LoggerFactory.getLogger(StartFailureReporter.class);

    private final Optional<Environment> environment;

    /** @param context null if the configuration itself could not be read */
    StartFailureReporter(@Nullable ConfigurableApplicationContext context) {
        this.environment = Optional.ofNullable(context).map(ConfigurableApplicationContext::getEnvironment);
    }

    @Override
    public boolean reportException(Throwable failure) {
        Optional<String> paragraph =
                new StartFailures(environment.orElseGet(StandardEnvironment::new)).explain(failure);
        paragraph.ifPresent(this::report);
        return paragraph.isPresent();
    }

    private void report(String paragraph) {
        boolean json = environment
                .map(it -> it.getProperty("logging.structured.format.console", ""))
                .filter(StringUtils::hasText)
                .isPresent();
        if (json) {
            log.error(paragraph);
        } else {
            System.err.println(paragraph);
        }
    }
}
