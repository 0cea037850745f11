package dev.cliprange;

import dev.cliprange.access.key.ApiKeyCommand;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;

/** Starts the origin. There are no users with passwords: Spring would make one up and log it. */
@SpringBootApplication(exclude = ReactiveUserDetailsServiceAutoConfiguration.class)
@ConfigurationPropertiesScan
public class CliprangeApplication {

    /** With the argument {@code migrate}, brings the database's schema up to date instead, and ends. */
    public static void main(String[] arguments) {
        if (List.of(arguments).contains(SchemaMigration.ARGUMENT)) {
            SchemaMigration.run(arguments);
            return;
        }
        if (ApiKeyCommand.isMeant(arguments)) {
            System.exit(KeyCommandApplication.run(arguments));
        }
        var started = new AtomicBoolean();
        // A JVM that was told to stop and did so in good order still exits with 143, which supervisors take for a
        // crash.
        // Handlers run in the reverse of the order they were added in, after everything is closed: the first is the
        // last.
        SpringApplication.getShutdownHandlers().add(() -> {
            if (started.get()) {
                Runtime.getRuntime().halt(0);
            }
        });
        SpringApplication.run(CliprangeApplication.class, arguments);
        started.set(true);
    }
}
