package dev.cliprange;

import dev.cliprange.access.key.ApiKeyCommand;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;

/** Starts the origin. Without the exclusion Spring would create a user and log the password. */
@SpringBootApplication(exclude = ReactiveUserDetailsServiceAutoConfiguration.class)
@ConfigurationPropertiesScan
public class CliprangeApplication {

    /** Starts the server; or migrates the schema, or manages API keys, if the arguments say so. */
    public static void main(String[] arguments) {
        if (List.of(arguments).contains(SchemaMigration.ARGUMENT)) {
            SchemaMigration.run(arguments);
            return;
        }
        if (ApiKeyCommand.isMeant(arguments)) {
            System.exit(KeyCommandApplication.run(arguments));
        }
        var started = new AtomicBoolean();
        // After SIGTERM a JVM exits with status 143, even after a complete shutdown. Supervisors report that as
        // a crash. Shutdown handlers run in reverse order and after the context is closed, so the first one runs last.
        SpringApplication.getShutdownHandlers().add(() -> {
            if (started.get()) {
                Runtime.getRuntime().halt(0);
            }
        });
        SpringApplication.run(CliprangeApplication.class, arguments);
        started.set(true);
    }
}
