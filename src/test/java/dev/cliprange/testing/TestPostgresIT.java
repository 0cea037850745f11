package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class TestPostgresIT {

    @Test
    void createDatabase_twice_givesTwoEmptyDatabases() throws SQLException {
        var one = TestPostgres.shared().createDatabase();
        var other = TestPostgres.shared().createDatabase();

        try (var connection = one.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION btree_gist");
            statement.execute("CREATE TABLE here (during int8range, EXCLUDE USING gist (during WITH &&))");
        }

        try (var connection = other.connect();
                var tables = connection.getMetaData().getTables(null, "public", "here", null)) {
            assertThat(tables.next()).isFalse();
        }
    }

    @Test
    void database_overR2dbc_answers() {
        var database = TestPostgres.shared().createDatabase();
        var factory = ConnectionFactories.get(ConnectionFactoryOptions.parse(database.r2dbcUrl())
                .mutate()
                .option(ConnectionFactoryOptions.USER, database.user())
                .option(ConnectionFactoryOptions.PASSWORD, database.password())
                .build());

        String version = Flux.usingWhen(
                        factory.create(),
                        connection -> Flux.from(connection
                                        .createStatement("SHOW server_version")
                                        .execute())
                                .flatMap(result -> result.map(row -> String.valueOf(row.get(0, String.class)))),
                        connection -> Mono.from(connection.close()))
                .blockFirst();

        assertThat(version).startsWith("18.");
    }

    @Test
    void stop_andStart_refusesThenFindsWhatWasThere() throws SQLException {
        var postgres = TestPostgres.alone();
        var database = postgres.createDatabase();
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept (value int)");

            postgres.stop();

            assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
            assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
        }
        postgres.start();
        try (var connection = database.connect();
                var tables = connection.getMetaData().getTables(null, "public", "kept", null)) {
            assertThat(tables.next()).isTrue();
        } finally {
            postgres.stop();
        }
    }

    @Test
    void keptIn_sameFolderAgain_findsItsDatabases() throws SQLException, IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "postgres")), "kept");
        var first = TestPostgres.keptIn(folder, 0);
        try (var connection = first.database("demo").connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept (value int)");
        }

        // The first one is not stopped: as after a JVM that was killed, its server still holds the folder.
        var second = TestPostgres.keptIn(folder, 0);

        try (var connection = second.database("demo").connect();
                var tables = connection.getMetaData().getTables(null, "public", "kept", null)) {
            assertThat(tables.next()).isTrue();
        } finally {
            second.close();
            TestFolders.delete(folder);
        }
    }

    /** Each way not to be root, wherever this machine allows it. */
    @ParameterizedTest
    @EnumSource(
            value = NotRoot.class,
            names = {"NAMESPACE", "OTHER_USER"})
    void process_asRoot_runsEitherWay(NotRoot way) throws IOException, SQLException {
        assumeThat(NotRoot.find()).as("this is root").isNotEqualTo(NotRoot.ALREADY);
        assumeThat(way.works()).as(way + " works here").isTrue();
        Path open = Files.createTempDirectory("postgres");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        var server = new PostgresProcess(open.resolve("binaries"), open.resolve("server"), 0, false, way);
        try {
            server.start();
            var database = new TestPostgres.Database(server.port(), "postgres", server.user(), server.password());
            try (var connection = database.connect()) {
                assertThat(connection.isValid(1)).isTrue();
            }
        } finally {
            server.close();
            TestFolders.delete(open);
        }
        assertThat(open).doesNotExist();
    }

    @Test
    void alone_afterAJvmThatWasKilled_removesWhatItLeft() throws IOException {
        Path parent = Files.createTempDirectory("postgres");
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
        long gone = 1L << 30;
        var left = new PostgresProcess(
                Path.of("target", "postgres"), parent.resolve("server-" + gone + "-1"), 0, false, NotRoot.find());
        left.start();

        PostgresLeftovers.remove(parent);

        assertThat(parent).isEmptyDirectory();
        var database = new TestPostgres.Database(left.port(), "postgres", left.user(), "any");
        assertThatThrownBy(database::connect).hasMessageContaining("refused");
        TestFolders.delete(parent);
    }

    @Test
    void leftover_ofACrashedMachine_isDeleted(@TempDir Path parent) throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Path data = Files.createDirectories(parent.resolve("server-" + ended.pid() + "-1/data"));
        Files.writeString(data.resolve("PG_VERSION"), "18\n");
        Files.writeString(data.resolve("postmaster.pid"), ended.pid() + "\n" + data + "\n");

        PostgresLeftovers.remove(parent);

        assertThat(parent).isEmptyDirectory();
    }
}
