package dev.cliprange.source.orphan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.source.SourceRepository;
import dev.cliprange.storage.work.SourceWork;
import dev.cliprange.storage.work.SourceWork.Part;
import dev.cliprange.storage.work.WorkStore;
import dev.cliprange.testing.Origin;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** The title of a source is the row that names the folder of an attempt. */
class AttemptCleaningIT {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Path FILE = Path.of("src/test/resources/field/every-sample-sync.mp4");
    private static final Origin ORIGIN = Origin.shared();

    private final AttemptCleaning cleaning = ORIGIN.bean(AttemptCleaning.class);
    private final SourceRepository sources = ORIGIN.bean(SourceRepository.class);
    private final UUID source = source();
    private final SourceWork work = ORIGIN.bean(WorkStore.class).of(source);
    private final String folder = UUID.randomUUID() + "/1";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void discard_whileATransactionIsOpen_waitsForItsEnd(boolean committed) throws SQLException {
        put();
        try (Connection connection = ORIGIN.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                statement.execute("UPDATE source SET title = '" + folder + "' WHERE id = '" + source + "'");

                CompletableFuture<Void> discarded = cleaning.discard(source, Part.WAVEFORM, folder, isUsed())
                        .toFuture();

                await().atMost(LONGEST).until(() -> waiting() > 0);
                assertThat(exists()).isTrue();
                if (committed) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
                assertThat(discarded).succeedsWithin(LONGEST);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
        assertThat(exists()).isEqualTo(committed);
    }

    @Test
    void discard_databaseAway_isRepeated() {
        put();
        var looks = new AtomicInteger();
        Mono<Boolean> awayAtFirst = Mono.defer(() ->
                looks.incrementAndGet() == 1 ? Mono.error(new IllegalStateException("connection lost")) : isUsed());

        cleaning.discard(source, Part.WAVEFORM, folder, awayAtFirst).block(LONGEST);

        assertThat(looks).hasValue(2);
        assertThat(exists()).isFalse();
    }

    @Test
    void discard_sourceThatWasDeleted_deletes() {
        UUID gone = UUID.randomUUID();
        SourceWork ofGone = ORIGIN.bean(WorkStore.class).of(gone);
        ofGone.put(Part.WAVEFORM, folder + "/256", new byte[] {1}).block(LONGEST);

        cleaning.discard(gone, Part.WAVEFORM, folder, isUsed(gone)).block(LONGEST);

        assertThat(ofGone.sizeBytes(Part.WAVEFORM, folder + "/256").blockOptional(LONGEST))
                .isEmpty();
    }

    private static UUID source() {
        Origin.storage().put("cleaning-of-attempts.mp4", FILE);
        return UUID.fromString(ORIGIN.client()
                .readySource("s3://" + Origin.storage().bucket() + "/cleaning-of-attempts.mp4")
                .path("id")
                .asString());
    }

    private void put() {
        work.put(Part.WAVEFORM, folder + "/256", new byte[] {1}).block(LONGEST);
    }

    private boolean exists() {
        return work.sizeBytes(Part.WAVEFORM, folder + "/256")
                .blockOptional(LONGEST)
                .isPresent();
    }

    private Mono<Boolean> isUsed() {
        return isUsed(source);
    }

    private Mono<Boolean> isUsed(UUID id) {
        return sources.findById(id).map(row -> folder.equals(row.title()));
    }

    private static long waiting() throws SQLException {
        try (Connection connection = ORIGIN.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'"
                        + " AND query LIKE '%FROM source WHERE id%FOR UPDATE%'")) {
            row.next();
            return row.getLong(1);
        }
    }
}
