package dev.cliprange.launch.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseFailuresTest {

    private static final String START = "Cliprange cannot start: ";

    private final DatabaseFailures failures = new DatabaseFailures(
            "jdbc:postgresql://me:secret@db:5432/clips?password=secret", "me", Duration.ofSeconds(60));

    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "57P01", "57P03"})
    void isAway_unreachableOrStarting_isTriedAgain(String state) {
        assertThat(DatabaseFailures.isAway(new SQLException("away", state))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"28P01", "28000", "3D000", "08004", "08P01", "53300", "", "XX000"})
    void isAway_answerOfTheServer_isFinal(String state) {
        assertThat(DatabaseFailures.isAway(new SQLException("no", state))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "28000 | FATAL: no pg_hba.conf entry for host | the database at postgresql://db:5432/clips does not admit"
                        + " the user 'me': no pg_hba.conf entry for host. Check cliprange.database.username and"
                        + " cliprange.database.password (CLIPRANGE_DATABASE_USERNAME, CLIPRANGE_DATABASE_PASSWORD).",
                "08004 | The server requested SCRAM-based authentication, but no password was provided. | the database at"
                        + " postgresql://db:5432/clips rejects the user 'me': The server requested SCRAM-based"
                        + " authentication, but no password was provided. Check cliprange.database.username and"
                        + " cliprange.database.password (CLIPRANGE_DATABASE_USERNAME, CLIPRANGE_DATABASE_PASSWORD).",
                "53300 | FATAL: sorry, too many clients already | the database at postgresql://db:5432/clips has no free"
                        + " connection: sorry, too many clients already. Raise its max_connections, or stop a client.",
                "08P01 | Something is odd | the database at postgresql://db:5432/clips (cliprange.database.url) rejects the"
                        + " connection: Something is odd."
            })
    void failed_answerOfTheServer_isExplainedWithoutSecrets(String state, String message, String reason) {
        assertThat(failures.failed(new SQLException(message, state))).hasMessage(START + reason);
    }

    @Test
    void failed_unreachable_namesTheCause() {
        var unknown = new SQLException("The connection attempt failed.", "08001", new UnknownHostException("db"));
        var refused = new SQLException("Connection to db:5432 refused.", "08001", new ConnectException("refused"));

        assertThat(failures.failed(unknown)).hasMessageContaining("in 60 s: the host name db is unknown. Check");
        assertThat(failures.failed(refused)).hasMessageContaining("in 60 s: connection refused. Check");
        assertThat(failures.waiting(refused))
                .isEqualTo("The database at postgresql://db:5432/clips (cliprange.database.url) cannot be reached:"
                        + " connection refused. Cliprange tries again for up to 60 s.");
    }

    @Test
    void ofMigration_namesTheFirstLineOfTheServersMessage() {
        var denied =
                new SQLException("ERROR: permission denied to create extension \"btree_gist\"\n  Hint: ...", "42501");

        assertThat(DatabaseFailures.ofMigration(new FlywayException("Script V1 failed\n----", denied)))
                .hasMessageStartingWith(START + "the schema of the database could not be migrated: permission denied to"
                        + " create extension \"btree_gist\". ");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 61})
    void startWait_outOfRange_isRejected(int seconds) {
        Duration longest = Duration.ofSeconds(seconds);

        assertThatThrownBy(() -> new DatabaseWait("jdbc:postgresql://db/clips", "me", "secret", longest))
                .hasMessage("cliprange.database.start-wait: " + seconds + "s (expected: 0s to 60s)");
    }
}
