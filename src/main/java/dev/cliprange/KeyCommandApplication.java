package dev.cliprange;

import dev.cliprange.access.key.ApiKeyCommand;
import io.r2dbc.spi.ConnectionFactory;
import java.util.Arrays;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.r2dbc.core.DatabaseClient;

/**
 * The part of the application that keys from the command line need: the database, its schema, and no server. Not marked as
 * a configuration, so that the server does not find it.
 */
@ImportAutoConfiguration({R2dbcAutoConfiguration.class, FlywayAutoConfiguration.class})
@Import({DatabaseConfiguration.class, ApiKeyCommand.class})
class KeyCommandApplication {

    /** @return the exit code */
    static int run(String[] arguments) {
        var application = new SpringApplicationBuilder(KeyCommandApplication.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false);
        // Standard output is for the key. As an argument it goes before what application.yaml says.
        String[] quietly = Arrays.copyOf(arguments, arguments.length + 1);
        quietly[arguments.length] = "--logging.level.root=warn";
        try (var context = application.run(quietly)) {
            return context.getBean(ApiKeyCommand.class).run(arguments, System.out, System.err);
        }
    }

    @Bean
    DatabaseClient databaseClient(ConnectionFactory connections) {
        return DatabaseClient.create(connections);
    }
}
