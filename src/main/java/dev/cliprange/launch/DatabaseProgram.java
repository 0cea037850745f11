package dev.cliprange.launch;

import dev.cliprange.launch.problem.StartFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A program that needs the settings of the database only: it migrates the schema, does its work, and ends. Beans are
 * created when they are needed, so the settings of the server are known by name but not checked.
 */
final class DatabaseProgram {

    private DatabaseProgram() {}

    /**
     * Runs the program.
     *
     * @param work runs after the migration
     * @return the exit code; a failure has been reported
     */
    static int run(Class<?> configuration, List<String> settings, Consumer<ApplicationContext> work) {
        var arguments = new ArrayList<>(settings);
        arguments.add("--spring.main.log-startup-info=false");
        try {
            new SpringApplicationBuilder(configuration)
                    .web(WebApplicationType.NONE)
                    .lazyInitialization(true)
                    .initializers((GenericApplicationContext context) ->
                            context.registerBean(ApplicationRunner.class, () -> started -> {
                                context.getBean(FlywayMigrationInitializer.class);
                                work.accept(context);
                            }))
                    .run(arguments.toArray(String[]::new))
                    .close();
            return 0;
        } catch (RuntimeException | Error reported) {
            return StartFailedException.exitCode(reported);
        }
    }
}
