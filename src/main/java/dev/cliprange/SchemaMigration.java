package dev.cliprange;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Migrates the schema of the database and exits. A deployment runs it once, before the first new instance starts. It
 * needs the settings of the database only. Each instance also migrates at its start, and then finds nothing to do.
 */
@ImportAutoConfiguration(FlywayAutoConfiguration.class)
@Import(DatabaseConfiguration.class)
final class SchemaMigration {

    /** The argument that selects it. */
    static final String ARGUMENT = "migrate";

    private static final Logger log = LoggerFactory.getLogger(SchemaMigration.class);

    /** Migrates the schema. Blocks. A failed migration throws its exception. */
    static void run(String... arguments) {
        new SpringApplicationBuilder(SchemaMigration.class)
                .web(WebApplicationType.NONE)
                .run(arguments)
                .close();
        log.info("the schema is up to date");
    }
}
