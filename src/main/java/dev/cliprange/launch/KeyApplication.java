package dev.cliprange.launch;

import dev.cliprange.access.key.ApiKeyCommand;
import io.r2dbc.spi.ConnectionFactory;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.r2dbc.core.DatabaseClient;

/**
 * The application of the commands for API keys: the database and its schema, without a server. It is not annotated as a
 * configuration, because the server must not find it.
 */
@ImportAutoConfiguration(R2dbcAutoConfiguration.class)
@Import({SchemaApplication.class, ApiKeyCommand.class})
class KeyApplication {

    /** Standard output is for the key: the log has warnings only, as text. An argument overrides files and variables. */
    private static final List<String> QUIET =
            List.of("--logging.level.root=warn", "--logging.structured.format.console=");

    /** @return the exit code */
    static int run(List<String> settings, Consumer<ApiKeyCommand> work) {
        return DatabaseProgram.run(
                KeyApplication.class,
                Stream.concat(settings.stream(), QUIET.stream()).toList(),
                context -> work.accept(context.getBean(ApiKeyCommand.class)));
    }

    @Bean
    DatabaseClient databaseClient(ConnectionFactory connections) {
        return DatabaseClient.create(connections);
    }
}
