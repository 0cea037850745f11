package dev.cliprange.launch.database;

import dev.cliprange.failure.Causes;
import dev.cliprange.launch.problem.StartFailedException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;

/**
 * The paragraphs for a database that rejects a connection, cannot be reached, or cannot be migrated. The codes are those of
 * the PostgreSQL manual, appendix A, "PostgreSQL Error Codes".
 */
final class DatabaseFailures {

    /** Connection failures, and a server that starts or stops. 08004 and 08P01 are answers of the server. */
    private static final Set<String> AWAY =
            Set.of("08000", "08001", "08003", "08006", "08S01", "57P01", "57P02", "57P03");

    private static final String USER_SETTINGS =
            " Check cliprange.database.username and cliprange.database.password (CLIPRANGE_DATABASE_USERNAME,"
                    + " CLIPRANGE_DATABASE_PASSWORD).";

    private final String url;
    private final String user;
    private final Duration longest;

    /** @param jdbcUrl may have a user and a query, which are not shown */
    DatabaseFailures(String jdbcUrl, String user, Duration longest) {
        this.url = jdbcUrl.replaceFirst("^jdbc:", "")
                .replaceFirst("://[^/]*@", "://")
                .replaceFirst("\\?.*", "");
        this.user = user;
        this.longest = longest;
    }

    /** Returns whether a later attempt may succeed without a change of the settings. */
    static boolean isAway(SQLException failure) {
        return AWAY.contains(state(failure));
    }

    /** The line of the log while the server waits. */
    String waiting(SQLException failure) {
        return "The database at " + url + " (cliprange.database.url) cannot be reached: " + cause(failure)
                + ". Cliprange tries again for up to " + longest.toSeconds() + " s.";
    }

    StartFailedException failed(SQLException failure) {
        if (isAway(failure)) {
            return StartFailedException.of(
                    "the database at " + url + " (cliprange.database.url) "
                            + (longest.isZero()
                                    ? "cannot be reached: "
                                    : "could not be reached in " + longest.toSeconds() + " s: ")
                            + cause(failure)
                            + ". Check that PostgreSQL runs there, and that host and port in CLIPRANGE_DATABASE_URL are right.");
        }
        return StartFailedException.of(
                switch (state(failure)) {
                    case "28P01" ->
                        "the database at " + url + " rejects the password of the user '" + user + "'." + USER_SETTINGS;
                    case "08004" ->
                        "the database at " + url + " rejects the user '" + user + "': " + message(failure) + "."
                                + USER_SETTINGS;
                    case "28000" ->
                        "the database at " + url + " does not admit the user '" + user + "': " + message(failure) + "."
                                + USER_SETTINGS;
                    case "3D000" ->
                        "there is no database '" + url.replaceFirst(".*/", "") + "' at " + url
                                + " (cliprange.database.url). Create it, for example with 'createdb', or correct"
                                + " CLIPRANGE_DATABASE_URL.";
                    case "53300" ->
                        "the database at " + url + " has no free connection: " + message(failure)
                                + ". Raise its max_connections, or stop a client.";
                    default ->
                        "the database at " + url + " (cliprange.database.url) rejects the connection: "
                                + message(failure) + ".";
                });
    }

    static StartFailedException ofMigration(FlywayException failed) {
        Throwable deepest = Causes.of(failed).reduce((first, second) -> second).orElse(failed);
        String reason = deepest instanceof SQLException sql ? message(sql) : firstLine(failed);
        return StartFailedException.of("the schema of the database could not be migrated: " + reason
                + ". The database is unchanged by the failed step. docs/operations.md, \"Upgrades\", has the rules.");
    }

    private static String state(SQLException failure) {
        return Objects.requireNonNullElse(failure.getSQLState(), "");
    }

    private static String cause(SQLException failure) {
        Throwable deepest = Causes.of(failure).reduce((first, second) -> second).orElse(failure);
        return switch (deepest) {
            case UnknownHostException host -> "the host name " + host.getMessage() + " is unknown";
            case ConnectException refused -> "connection refused";
            case SQLException sql -> message(sql);
            default -> firstLine(deepest);
        };
    }

    private static String message(SQLException failure) {
        return firstLine(failure).replaceFirst("^(FATAL|ERROR): ", "");
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("\\.\\s*$", "");
    }
}
