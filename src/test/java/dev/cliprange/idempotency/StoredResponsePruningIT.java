package dev.cliprange.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Origin;
import dev.cliprange.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Deleting keeps up with writing: one run takes everything that is due, however many pages that is. */
class StoredResponsePruningIT {

    private static final int DUE = 3 * StoredResponsePruning.AT_ONCE + 1;

    @Test
    void prune_moreThanAPage_leavesWhatIsNotDue() throws SQLException {
        TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
        try (Origin origin = Origin.start(database, Origin.storage(), Map.of());
                Connection connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO idempotent_answer (scope, key, request, status, expires_at)"
                    + " SELECT 's', i::text, sha256('x'), 204, now() - interval '1 second' FROM generate_series(1, "
                    + DUE
                    + ") i");
            statement.execute(
                    "INSERT INTO idempotent_answer (scope, key, request, status) VALUES ('s', 'kept', 'x', 204)");

            origin.bean(StoredResponsePruning.class).prune().block(Duration.ofSeconds(60));

            try (var rows = statement.executeQuery("SELECT string_agg(key, ',') FROM idempotent_answer")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("kept");
            }
        }
    }
}
