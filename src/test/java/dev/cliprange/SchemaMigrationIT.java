package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

/** What a deployment's release command does. */
class SchemaMigrationIT {

    @Test
    void run_onAnEmptyDatabase_makesTheWholeSchema_andTheSecondTimeNothing() throws Exception {
        TestPostgres.Database database = TestPostgres.shared().createDatabase();
        long files;
        try (var migrations = Files.list(Path.of("db-migrations"))) {
            files = migrations.count();
        }

        SchemaMigration.run(database.arguments());
        SchemaMigration.run(database.arguments());

        try (var connection = DriverManager.getConnection(
                        setting(database, "url"), setting(database, "username"), setting(database, "password"));
                var rows = connection
                        .createStatement()
                        .executeQuery("select count(*) from flyway_schema_history where success")) {
            rows.next();
            assertThat(rows.getLong(1)).isEqualTo(files);
        }
    }

    private static String setting(TestPostgres.Database database, String name) {
        return database.properties().get("spring.datasource." + name).toString();
    }
}
