package dev.cliprange;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;

/** Starts the origin. */
// Nobody logs in here: without this Spring Security makes up a user and prints its password.
@SpringBootApplication(exclude = ReactiveUserDetailsServiceAutoConfiguration.class)
@ConfigurationPropertiesScan
public class CliprangeApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(CliprangeApplication.class, arguments);
    }
}
