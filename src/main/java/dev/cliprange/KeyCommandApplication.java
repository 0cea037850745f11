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
 * The application of the command line for API keys: the database and its schema, without a server. It is not annotated
 * as a configuration, because the server must not find it.
 */
@ImportAutoConfiguration({R2dbcAutoConfiguration.class, FlywayAutoConfiguration.class})
@Import({DatabaseConfiguration.class, ApiKeyCommand.class})
class KeyCommandApplication {

    /** @return the exit code */
    static int run(String[] arguments) {
        var application = new SpringApplicationBuilder(KeyCommandApplication.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false);
        // Standard output is for the key. An argument overrides application.yaml.
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
