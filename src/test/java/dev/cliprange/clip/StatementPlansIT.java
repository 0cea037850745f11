package dev.cliprange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.clip.cut.CutRepository;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * Undoing a partition of 10,000 clips, with the statistics of a table that was nearly empty when it was analysed. It took more
 * than a minute in the field: a nested loop over the whole table, for each clip of the operation.
 */
class StatementPlansIT {

    private static final int CLIPS = 10_000;

    private static final UUID SOURCE = UUID.randomUUID();
    private static final UUID OPERATION = UUID.randomUUID();

    @Test
    void revert_underOldStatistics_findsEachRowByItsKey() throws Exception {
        try (Origin origin = Origin.start(TestPostgres.shared().createMigratedDatabase(), Origin.storage(), Map.of());
                Connection connection = origin.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            fill(statement);
            forgetStatistics(statement);

            String plan = explain(statement);
            long before = rowsReadInSequence(statement);
            int changed = statement.executeUpdate(revert());
            long read = rowsReadInSequence(statement) - before;

            assertThat(plan).doesNotContain("on clip").doesNotContain("Nested Loop (clip");
            assertThat(changed).isEqualTo(CLIPS);
            // Once over the table would be no harm; once for each clip is what happened.
            assertThat(read).isLessThan(4L * CLIPS);
            try (ResultSet left =
                    statement.executeQuery("SELECT count(*), count(deleted_at), min(row_version) FROM clip")) {
                left.next();
                assertThat(left.getInt(1)).isEqualTo(3 * CLIPS);
                assertThat(left.getInt(2)).isEqualTo(2 * CLIPS + CLIPS / 2);
            }
        }
    }

    private static String revert() {
        return CutRepository.REVERT.replace(":operationId", "'" + OPERATION + "'");
    }

    private static String explain(Statement statement) throws SQLException {
        var plan = new StringBuilder();
        try (ResultSet lines = statement.executeQuery("EXPLAIN " + revert())) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        // The target of the INSERT is not a scan.
        return plan.toString().replace("Insert on clip", "Insert");
    }

    /** An operation that replaced half of its clips by the other half, among clips of the past. */
    private static void fill(Statement statement) throws SQLException {
        statement.execute("INSERT INTO source (id, uri, state) VALUES ('" + SOURCE + "', 's3://b/k', 'REGISTERED')");
        statement.execute("""
                INSERT INTO clip (id, source_id, start_us, end_us, deleted_at)
                SELECT gen_random_uuid(), '%s', n * 10, n * 10 + 10, now() FROM generate_series(1, %d) n""".formatted(SOURCE, 2 * CLIPS));
        statement.execute("""
                WITH made AS (
                    INSERT INTO clip (id, source_id, start_us, end_us, deleted_at)
                    SELECT gen_random_uuid(), '%1$s', n / 2 * 10, n / 2 * 10 + 10, CASE WHEN n %% 2 = 0 THEN now() END
                    FROM generate_series(2, %2$d + 1) n RETURNING *)
                INSERT INTO cut_operation (id, source_id, kind, clip_ids,
                    before_titles, before_start_us, before_end_us, after_titles, after_start_us, after_end_us)
                SELECT '%3$s', '%1$s', 'PARTITION', array_agg(id), array_agg(title),
                    array_agg(CASE WHEN deleted_at IS NOT NULL THEN start_us END),
                    array_agg(CASE WHEN deleted_at IS NOT NULL THEN end_us END), array_agg(title),
                    array_agg(CASE WHEN deleted_at IS NULL THEN start_us END),
                    array_agg(CASE WHEN deleted_at IS NULL THEN end_us END)
                FROM made""".formatted(SOURCE, CLIPS, OPERATION));
    }

    private static void forgetStatistics(Statement statement) throws SQLException {
        statement.execute("ALTER TABLE clip SET (autovacuum_enabled = false)");
        statement.execute("UPDATE pg_class SET reltuples = 3, relpages = 800 WHERE oid = 'clip'::regclass");
        statement.execute("DELETE FROM pg_statistic WHERE starelid = 'clip'::regclass");
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
