package dev.cliprange.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.CliprangeApplication;
import dev.cliprange.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a deployment's release command does. */
class MigrateCommandIT {

    @Test
    void run_onAnEmptyDatabase_makesTheWholeSchema_andTheSecondTimeNothing() throws Exception {
        TestPostgres.Database database = TestPostgres.shared().createDatabase();
        long files;
        try (var migrations = Files.list(Path.of("db-migrations"))) {
            files = migrations.count();
        }

        assertThat(migrate(database)).isZero();
        assertThat(migrate(database)).isZero();

        try (var connection = DriverManager.getConnection(
                        setting(database, "url"), setting(database, "username"), setting(database, "password"));
                var rows = connection
                        .createStatement()
                        .executeQuery("select count(*) from flyway_schema_history where success")) {
            rows.next();
            assertThat(rows.getLong(1)).isEqualTo(files);
        }
    }

    private static int migrate(TestPostgres.Database database) {
        String[] arguments = Stream.concat(Stream.of("migrate"), Stream.of(database.arguments()))
                .toArray(String[]::new);
        return new Commands(CliprangeApplication.class, new ProcessLife(), System.out, System.err).run(arguments);
    }

    private static String setting(TestPostgres.Database database, String name) {
        return database.properties().get("spring.datasource." + name).toString();
    }
}
