package dev.cliprange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the database guarantees about cut lists, without a server. */
class CutListRowsIT {

    private static final int CONNECTIONS = 10;
    private static final int ATTEMPTS = 40;
    private static final int SOURCES = 50;
    private static final int LISTS = 20;
    private static final int CLIPS_OF_A_LIST = 20;
    private static final int CLIPS = SOURCES * (LISTS + 1) * CLIPS_OF_A_LIST;

    private static final String EXCLUSION_VIOLATION = "23P01";
    private static final String DEADLOCK = "40P01";

    private final TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();

    /** No lock but those of the constraint. Two that wait for each other at commit end in a deadlock for one of them. */
    @Test
    void clips_thatOverlapInOneList_areRefusedByTheConstraint() throws SQLException {
        UUID source = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            insertSource(statement, source);
            statement.execute(
                    "INSERT INTO cut_list (id, source_id, name) VALUES ('%s', '%s', 'b')".formatted(other, source));
        }

        int made = Concurrently.all(IntStream.range(0, CONNECTIONS).boxed().toList(), thread -> {
                    try {
                        return attempts(source, thread % 2 == 0 ? "NULL" : "'" + other + "'");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .stream()
                .mapToInt(it -> it)
                .sum();

        assertThat(made).isEqualTo(2);
        assertThat(number("SELECT count(*) FROM clip WHERE cut_list_id IS NULL"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM clip WHERE cut_list_id IS NOT NULL"))
                .isEqualTo(1);
    }

    /** Returns how many of its attempts were committed. */
    private int attempts(UUID source, String list) throws SQLException {
        int made = 0;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET deadlock_timeout = '5ms'");
            connection.setAutoCommit(false);
            for (int i = 0; i < ATTEMPTS / CONNECTIONS; i++) {
                try {
                    statement.execute("""
                            INSERT INTO clip (id, source_id, cut_list_id, start_us, end_us)
                            VALUES (gen_random_uuid(), '%s', %s, %d, 100)""".formatted(source, list, i));
                    connection.commit();
                    made++;
                } catch (SQLException e) {
                    connection.rollback();
                    assertThat(e.getSQLState()).isIn(EXCLUSION_VIOLATION, DEADLOCK);
                }
            }
        }
        return made;
    }

    @Test
    void list_ofAnotherSource_cannotHaveAClip() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            UUID source = UUID.randomUUID();
            UUID foreign = UUID.randomUUID();
            UUID list = UUID.randomUUID();
            insertSource(statement, source);
            insertSource(statement, foreign);
            statement.execute(
                    "INSERT INTO cut_list (id, source_id, name) VALUES ('%s', '%s', 'b')".formatted(list, foreign));

            assertThat(stateOf(statement, """
                    INSERT INTO clip (id, source_id, cut_list_id, start_us, end_us)
                    VALUES (gen_random_uuid(), '%s', '%s', 0, 1)""".formatted(source, list))).isEqualTo("23503");
            assertThat(stateOf(statement, "UPDATE cut_list SET name = 'x' WHERE id = '" + source + "'"))
                    .isEqualTo("23514");
            assertThat(stateOf(statement, "UPDATE cut_list SET deleted_at = now() WHERE id = '" + source + "'"))
                    .isEqualTo("23514");
        }
    }

    /** Without an index for its foreign keys, the deletion of one source reads the clips of all others. */
    @Test
    void deletion_ofASource_readsOnlyItsOwnRows() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            UUID source = UUID.randomUUID();
            fill(statement, source);
            long before = rowsReadInSequence(statement);

            statement.execute("DELETE FROM source WHERE id = '" + source + "'");

            assertThat(rowsReadInSequence(statement) - before).isLessThan(CLIPS);
            for (String table : List.of("clip", "cut_list", "cut_operation")) {
                assertThat(number("SELECT count(*) FROM " + table + " WHERE source_id = '" + source + "'"))
                        .isZero();
            }
            assertThat(number("SELECT count(*) FROM cut_list WHERE name = 'main'"))
                    .isEqualTo(SOURCES - 1);
            assertThat(number("SELECT count(*) FROM clip")).isEqualTo(CLIPS - CLIPS / SOURCES);
        }
    }

    /** Sources with lists; a half of the clips is deleted. */
    private static void fill(Statement statement, UUID first) throws SQLException {
        insertSource(statement, first);
        for (int i = 1; i < SOURCES; i++) {
            insertSource(statement, UUID.randomUUID());
        }
        statement.execute("INSERT INTO cut_list (id, source_id, name) SELECT gen_random_uuid(), id, 'list ' || n"
                + " FROM source, generate_series(1, " + LISTS + ") n");
        statement.execute("""
                INSERT INTO clip (id, source_id, cut_list_id, start_us, end_us, deleted_at)
                SELECT gen_random_uuid(), source_id, nullif(id, source_id), n, n + 1, CASE WHEN n %% 2 = 0 THEN now() END
                FROM cut_list, generate_series(1, %d) n""".formatted(CLIPS_OF_A_LIST));
        statement.execute("""
                INSERT INTO cut_operation (id, source_id, cut_list_id, kind)
                SELECT gen_random_uuid(), source_id, nullif(id, source_id), 'PARTITION' FROM cut_list""");
        statement.execute("ANALYZE clip, cut_list, cut_operation, source");
    }

    private static void insertSource(Statement statement, UUID id) throws SQLException {
        statement.execute(
                "INSERT INTO source (id, uri, state) VALUES ('%1$s', 's3://b/%1$s', 'REGISTERED')".formatted(id));
    }

    private static String stateOf(Statement statement, String sql) {
        try {
            statement.execute(sql);
            return "none";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private long number(String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long rowsReadInSequence(Statement statement) throws SQLException {
        statement.execute("SELECT pg_stat_force_next_flush()");
        statement.execute("SELECT pg_stat_clear_snapshot()");
        try (ResultSet rows =
                statement.executeQuery("SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'clip'")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
