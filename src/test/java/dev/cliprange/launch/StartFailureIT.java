package dev.cliprange.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.HostProgram;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a person reads after a mistake, from the real program. Each message is a file under {@code
 * src/test/resources/start}; numbers that change are in braces.
 */
class StartFailureIT {

    private static final Duration LONGEST = Duration.ofSeconds(180);
    private static final TestPostgres.Database DATABASE = TestPostgres.shared().createDatabase();
    private static final String ABSENT_DATABASE = "no_such_database";

    private static ServerSocket taken;
    private static final Map<Mistake, OriginProcess> STARTS = new LinkedHashMap<>();

    /** A mistake, and the exit code of the start. */
    private enum Mistake {
        WRONG_PASSWORD(1),
        MISSING_DATABASE(1),
        DATABASE_AWAY(1),
        UNKNOWN_HOST(1),
        JDBC_URL(1),
        ALLOW_LIST(1),
        SHORT_KEY(1),
        MISSING_KEY(1),
        UNKNOWN_VARIABLE(2),
        PORT_TAKEN(1),
        MANAGEMENT_PORT_TAKEN(1);

        private final int exitCode;

        Mistake(int exitCode) {
            this.exitCode = exitCode;
        }

        String file() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + ".txt";
        }
    }

    /** All at once, because each one mostly waits. */
    @BeforeAll
    static void start() throws IOException {
        taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"));
        for (Mistake mistake : Mistake.values()) {
            var environment = new LinkedHashMap<>(right());
            environment.putAll(mistake(mistake));
            STARTS.put(mistake, OriginProcess.launchBare(environment));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        STARTS.values().forEach(OriginProcess::close);
        taken.close();
    }

    @ParameterizedTest
    @EnumSource(Mistake.class)
    void start_afterAMistake_printsItsParagraphAndEnds(Mistake mistake) throws IOException {
        OriginProcess start = STARTS.get(mistake);

        int code = start.exitCode(LONGEST);

        // The line of the log that reports the wait comes first.
        List<String> lines = start.log()
                .lines()
                .filter(line -> !line.contains(" WARN ") && !line.contains(" INFO "))
                .toList();
        assertThat(String.join("\n", lines)).isEqualTo(expected(mistake));
        assertThat(code).isEqualTo(mistake.exitCode);
    }

    @Test
    void databaseAway_isTriedAgain_andOtherMistakesAreNot() {
        STARTS.get(Mistake.DATABASE_AWAY).exitCode(LONGEST);
        STARTS.get(Mistake.WRONG_PASSWORD).exitCode(LONGEST);

        assertThat(STARTS.get(Mistake.DATABASE_AWAY).log()).containsOnlyOnce("Cliprange tries again for up to 3 s.");
        assertThat(STARTS.get(Mistake.WRONG_PASSWORD).log()).doesNotContain("tries again");
    }

    /** Without a terminal, and without a setting: one object per line, the paragraph in the last one. */
    @Test
    void mistake_whereOutputIsNoTerminal_isALineOfJson() {
        var environment = new LinkedHashMap<>(right());
        environment.remove("CLIPRANGE_LOG_FORMAT");
        environment.put("CLIPRANGE_DATABASE_PASSWORD", "wrong");
        try (OriginProcess migration = OriginProcess.launchBare(environment, "migrate")) {
            assertThat(migration.exitCode(LONGEST)).isEqualTo(1);

            List<JsonNode> lines = migration
                    .log()
                    .lines()
                    .map(JsonMapper.builder().build()::readTree)
                    .toList();
            assertThat(lines.getLast().path("level").asString()).isEqualTo("ERROR");
            assertThat(lines.getLast().path("message").asString())
                    .startsWith("Cliprange cannot start: the database at ");
            assertThat(lines).noneMatch(line -> line.has("stack_trace"));
        }
    }

    /** The program {@code script} of util-linux runs a command in a terminal of its own. */
    @Test
    void mistake_inATerminal_isPlainText() throws Exception {
        HostProgram script = HostProgram.onPath("script");
        var command = String.join(" ", OriginProcess.bareCommand("migrate"));
        ProcessBuilder builder =
                new ProcessBuilder(script.path().toString(), "-qec", command, "/dev/null").redirectErrorStream(true);
        builder.environment().putAll(right());
        builder.environment().remove("CLIPRANGE_LOG_FORMAT");
        builder.environment().put("CLIPRANGE_DATABASE_PASSWORD", "wrong");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(output.strip())
                .startsWith("Cliprange cannot start: the database at ")
                .doesNotContain("{");
    }

    /** The server accepts the connection and never answers, so the process is in the middle of an attempt. */
    @Test
    void terminated_whileTheDatabaseDoesNotAnswer_endsAtOnce() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                OriginProcess server = OriginProcess.launchBare(with(right(), url(silent.getLocalPort())));
                OriginProcess migration =
                        OriginProcess.launchBare(with(right(), url(silent.getLocalPort())), "migrate")) {
            silent.setSoTimeout((int) LONGEST.toMillis());
            var connections = new ArrayList<java.net.Socket>();
            connections.add(silent.accept());
            connections.add(silent.accept());

            server.terminate();
            migration.terminate();

            assertThat(server.exitCode(LONGEST)).isEqualTo(ProcessLife.TERMINATED);
            assertThat(migration.exitCode(LONGEST)).isEqualTo(ProcessLife.TERMINATED);
            assertThat(server.log() + migration.log()).doesNotContain("cannot start");
            for (java.net.Socket connection : connections) {
                connection.close();
            }
        }
    }

    /** The first migration creates this table, and waits for the transaction that has created it and is not committed. */
    @Test
    void terminated_inTheMiddleOfAMigration_endsAtOnce_andTheNextOneCompletes() throws Exception {
        TestPostgres.Database database = TestPostgres.shared().createDatabase();
        var environment = new LinkedHashMap<>(right());
        environment.putAll(url(database.port(), database.name()));
        try (Connection other = database.connect();
                OriginProcess migration = OriginProcess.launchBare(environment, "migrate")) {
            other.setAutoCommit(false);
            other.createStatement().execute("CREATE TABLE source (id int)");
            await().atMost(LONGEST).until(() -> waitsForALock(database) || !migration.isAlive());

            migration.terminate();

            assertThat(migration.exitCode(LONGEST)).isEqualTo(ProcessLife.TERMINATED);
            other.rollback();
        }
        try (OriginProcess migration = OriginProcess.launchBare(environment, "migrate")) {
            assertThat(migration.exitCode(LONGEST)).as(migration.log()).isZero();
        }
    }

    private static boolean waitsForALock(TestPostgres.Database database) throws Exception {
        try (Connection connection = database.connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND wait_event_type = 'Lock'")) {
            return rows.next();
        }
    }

    private static Map<String, String> mistake(Mistake mistake) throws IOException {
        return switch (mistake) {
            case WRONG_PASSWORD -> Map.of("CLIPRANGE_DATABASE_PASSWORD", "wrong-password");
            case MISSING_DATABASE -> url(DATABASE.port(), ABSENT_DATABASE);
            case DATABASE_AWAY -> with(url(closedPort()), Map.of("CLIPRANGE_DATABASE_START_WAIT", "3s"));
            case UNKNOWN_HOST ->
                Map.of(
                        "CLIPRANGE_DATABASE_URL", "postgresql://no-such-host.invalid:5432/cliprange",
                        "CLIPRANGE_DATABASE_START_WAIT", "0s");
            case JDBC_URL -> Map.of("CLIPRANGE_DATABASE_URL", "jdbc:postgresql://db.example:5432/cliprange");
            case ALLOW_LIST ->
                Map.of("CLIPRANGE_SOURCES_ALLOWED", "https://media.example/,ftp://me:secret@old.example/");
            case SHORT_KEY -> Map.of("CLIPRANGE_API_KEY", "secret");
            case MISSING_KEY -> Map.of("CLIPRANGE_API_KEY", "");
            case UNKNOWN_VARIABLE -> Map.of("CLIPRANGE_CLIP_ENGIN", "slice");
            case PORT_TAKEN -> Map.of("SERVER_PORT", Integer.toString(taken.getLocalPort()));
            case MANAGEMENT_PORT_TAKEN -> Map.of("MANAGEMENT_SERVER_PORT", Integer.toString(taken.getLocalPort()));
        };
    }

    /** Settings with which the server starts. Its ports are chosen by the system. */
    private static Map<String, String> right() {
        var environment = new LinkedHashMap<String, String>();
        environment.putAll(url(DATABASE.port(), DATABASE.name()));
        environment.put("CLIPRANGE_DATABASE_USERNAME", DATABASE.user());
        environment.put("CLIPRANGE_DATABASE_PASSWORD", DATABASE.password());
        Origin.storageSettings(Origin.storage())
                .forEach((name, value) -> environment.put(OriginProcess.environmentName(name), value.toString()));
        environment.put("CLIPRANGE_API_KEY", Origin.API_KEY);
        environment.put("CLIPRANGE_LOG_FORMAT", "text");
        environment.put("SERVER_PORT", "0");
        environment.put("MANAGEMENT_SERVER_PORT", "0");
        return environment;
    }

    private static Map<String, String> url(int port) {
        return url(port, "cliprange");
    }

    private static Map<String, String> url(int port, String name) {
        return Map.of("CLIPRANGE_DATABASE_URL", "postgresql://127.0.0.1:" + port + "/" + name);
    }

    private static Map<String, String> with(Map<String, String> settings, Map<String, String> others) {
        var all = new LinkedHashMap<>(settings);
        all.putAll(others);
        return all;
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String expected(Mistake mistake) throws IOException {
        String log = STARTS.get(mistake).log();
        String text = Files.readString(Path.of("src", "test", "resources", "start", mistake.file()));
        String away = Stream.of(log.split("\\D+"))
                .filter(number -> log.contains("127.0.0.1:" + number + "/"))
                .findFirst()
                .orElse("none");
        // One line in the file is one sentence; the program prints them as one paragraph.
        return text.strip()
                .replace("\n", " ")
                .replace("{database}", Integer.toString(DATABASE.port()))
                .replace("{name}", DATABASE.name())
                .replace("{away}", away)
                .replace("{user}", DATABASE.user())
                .replace("{taken}", Integer.toString(taken.getLocalPort()));
    }
}
