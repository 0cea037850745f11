package dev.cliprange;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The database's schema and nothing else: what a deployment runs once, before the first new instance starts. Needs the
 * database's settings only. An instance migrates at its own start too, and then finds nothing to do.
 */
@ImportAutoConfiguration(FlywayAutoConfiguration.class)
@Import(DatabaseConfiguration.class)
final class SchemaMigration {

    /** What stands on the command line for it. */
    static final String ARGUMENT = "migrate";

    private static final Logger log = LoggerFactory.getLogger(SchemaMigration.class);

    /** Brings the schema up to date. Blocks; throws what kept it from doing so. */
    static void run(String... arguments) {
        new SpringApplicationBuilder(SchemaMigration.class)
                .web(WebApplicationType.NONE)
                .run(arguments)
                .close();
        log.info("the schema is up to date");
    }
}
