package dev.cliprange.launch;

import dev.cliprange.launch.database.DatabaseConfiguration;
import dev.cliprange.launch.setting.SettingsCheck;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The database and its schema, without a server. It is not annotated as a configuration, because the server must not find
 * it.
 */
@ImportAutoConfiguration(FlywayAutoConfiguration.class)
@ConfigurationPropertiesScan("dev.cliprange")
@Import({DatabaseConfiguration.class, SettingsCheck.class})
class SchemaApplication {}
