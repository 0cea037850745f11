package dev.cliprange;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the origin. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class CliprangeApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(CliprangeApplication.class, arguments);
    }
}
