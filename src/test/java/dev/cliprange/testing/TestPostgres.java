package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL 18 on loopback: a container where a Docker engine answers, else the programs from a jar as a child
 * process.
 */
public final class TestPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TestPostgres.class);
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final Path BINARIES = Path.of("target", "postgres");

    private static final String MODEL = "migrated";

    private final PostgresServer server;
    private boolean hasModel;

    private TestPostgres(PostgresServer server) {
        this.server = server;
        server.start();
    }

    /** The one all test classes of this JVM share, and that ends with it; who stops it starts it again. */
    public static TestPostgres shared() {
        return Shared.SERVER;
    }

    /** One for the caller alone; it ends, and its data with it, when the caller or this JVM does. */
    public static TestPostgres alone() {
        PostgresLeftovers.remove(BINARIES);
        Path folder = PostgresLeftovers.folder(BINARIES, DATABASES.incrementAndGet());
        var postgres = process(folder, 0, false);
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "stop-postgres"));
        return postgres;
    }

    /**
     * One whose data is kept: the next call with this folder, in a later JVM too, finds its databases again. The caller
     * closes it; if it cannot, the next call does.
     *
     * @param port 0: a free one
     */
    public static TestPostgres keptIn(Path folder, int port) {
        return process(folder, port, true);
    }

    private static final class Shared {
        static final TestPostgres SERVER = start();

        private static TestPostgres start() {
            if (TestDocker.answers()) {
                try {
                    var postgres = new TestPostgres(new PostgresContainer());
                    Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "stop-postgres"));
                    return postgres;
                } catch (IOException | RuntimeException e) {
                    LOG.warn("Docker answers but gives no PostgreSQL; taking the one from the jar", e);
                }
            }
            return alone();
        }
    }

    private static TestPostgres process(Path folder, int port, boolean durable) {
        try {
            NotRoot way = NotRoot.find();
            Path reachable = reachable(folder, way);
            Path binaries = reachable.equals(folder) ? BINARIES : reachable.resolveSibling("binaries");
            return new TestPostgres(new PostgresProcess(binaries, reachable, port, durable, way));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder, or one with its name in the temporary folder, if this one lies where only root may look. */
    private static Path reachable(Path folder, NotRoot way) throws IOException {
        if (way.mayEnter(Files.createDirectories(folder))) {
            return folder;
        }
        Path open = Path.of(System.getProperty("java.io.tmpdir"), "cliprange-postgres");
        Files.createDirectories(open);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        return open.resolve(folder.getFileName() + "-"
                + Integer.toHexString(folder.toAbsolutePath().hashCode()));
    }

    /** Returns when it answers. */
    public void start() {
        server.start();
    }

    /** Returns when it is gone; its clients' connections are broken and new ones refused. */
    public void stop() {
        server.stop();
    }

    /** Stops it, and throws its data away unless they are to be kept. */
    @Override
    public void close() {
        server.close();
    }

    /** A new, empty database; nobody else has it. */
    public Database createDatabase() {
        return database("test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet());
    }

    /** A new database with the tables of the server and no rows. It is a copy, which takes less time than the migrations. */
    public synchronized Database createMigratedDatabase() {
        Database model = database(MODEL);
        if (!hasModel) {
            Flyway.configure()
                    .dataSource(model.jdbcUrl(), model.user(), model.password())
                    .locations("classpath:db-migrations")
                    .load()
                    .migrate();
            hasModel = true;
        }
        return database(
                "test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet(), " TEMPLATE " + MODEL);
    }

    /** The database of this name; made, empty, if there is none. */
    public Database database(String name) {
        return database(name, "");
    }

    private Database database(String name, String options) {
        var admin = new Database(server.port(), "postgres", server.user(), server.password());
        try (Connection connection = admin.connect();
                var query = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?");
                var statement = connection.createStatement()) {
            query.setString(1, name);
            if (!query.executeQuery().next()) {
                statement.execute("CREATE DATABASE \"" + name.replace("\"", "\"\"") + "\"" + options);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make database " + name, e);
        }
        return new Database(server.port(), name, server.user(), server.password());
    }

    /** Where a database is and who may enter. */
    public record Database(int port, String name, String user, String password) {

        public String jdbcUrl() {
            return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
        }

        public String r2dbcUrl() {
            return "r2dbc:postgresql://127.0.0.1:" + port + "/" + name;
        }

        /** A plain connection, for a test to look inside; the caller closes it. */
        public Connection connect() throws SQLException {
            return DriverManager.getConnection(jdbcUrl(), user, password);
        }

        /** For a Spring application: R2DBC for the requests, JDBC for Flyway and the jobs. */
        public Map<String, Object> properties() {
            return Map.of(
                    "spring.r2dbc.url", r2dbcUrl(),
                    "spring.r2dbc.username", user,
                    "spring.r2dbc.password", password,
                    "spring.datasource.url", jdbcUrl(),
                    "spring.datasource.username", user,
                    "spring.datasource.password", password);
        }

        /** {@link #properties()} as {@code --name=value}. */
        public String[] arguments() {
            return properties().entrySet().stream()
                    .map(property -> "--" + property.getKey() + "=" + property.getValue())
                    .toArray(String[]::new);
        }
    }
}
