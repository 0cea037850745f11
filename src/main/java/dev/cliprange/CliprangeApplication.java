package dev.cliprange;

import dev.cliprange.launch.Commands;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;

/** Starts the origin. Without the exclusion Spring would create a user and log the password. */
@SpringBootApplication(exclude = ReactiveUserDetailsServiceAutoConfiguration.class)
@ConfigurationPropertiesScan
public class CliprangeApplication {

    /** Starts the server, or runs the command that the arguments name. */
    public static void main(String[] arguments) {
        Commands.main(CliprangeApplication.class, arguments);
    }
}
