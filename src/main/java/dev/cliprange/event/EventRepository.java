package dev.cliprange.event;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.postgresql.codec.PostgresqlObjectId;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of events, and the notifications of new ones. */
@Repository
class EventRepository {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration LOOK_AFTER_CONNECTION = Duration.ofSeconds(30);
    private static final int PRUNED_AT_ONCE = 10_000;
    private static final Duration LONGEST_PRUNING = Duration.ofMinutes(1);

    private final DatabaseClient database;
    private final ConnectionFactory listening;
    private final JsonMapper json;

    EventRepository(DatabaseClient database, R2dbcConnectionDetails details, JsonMapper json) {
        this.database = database;
        // Not from the pool, because this connection stays open until the process exits.
        this.listening = ConnectionFactories.get(details.getConnectionFactoryOptions()
                .mutate()
                .option(ConnectionFactoryOptions.CONNECT_TIMEOUT, CONNECT_TIMEOUT)
                .build());
        this.json = json;
    }

    /** Emits once listening has begun and whenever there may be new events. Fails if the connection is lost. */
    Flux<Boolean> listen() {
        return Flux.usingWhen(
                listening.create(),
                connection -> listen((PostgresqlConnection) connection),
                connection -> connection.close());
    }

    private static Flux<Boolean> listen(PostgresqlConnection connection) {
        Mono<Boolean> begun = connection
                .createStatement("LISTEN cliprange_event")
                .execute()
                .flatMap(result -> result.getRowsUpdated())
                .then(Mono.just(true));
        Flux<Boolean> alive = Flux.interval(LOOK_AFTER_CONNECTION)
                .onBackpressureDrop()
                .concatMap(tick -> connection.validate(ValidationDepth.REMOTE).timeout(CONNECT_TIMEOUT))
                .doOnNext(answers -> {
                    if (!answers) {
                        throw new IllegalStateException("connection: lost (expected: one that answers)");
                    }
                });
        // Subscribe to the notifications first, or those between the two subscriptions would be lost.
        return Flux.merge(connection.getNotifications().map(notification -> true), begun, alive);
    }

    /** Returns at most {@code limit} events after an ID, in their order. */
    Flux<ChangeEvent> findAfter(long id, int limit) {
        return database.sql("SELECT * FROM change_event WHERE id > :id ORDER BY id LIMIT :limit")
                .bind("id", id)
                .bind("limit", limit)
                .map(this::event)
                .all();
    }

    /** Returns the ID of the newest event; 0 if there never was one. */
    Mono<Long> newestId() {
        // The newest row may have been deleted, so the sequence is read.
        return number("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM change_event_id_seq");
    }

    /** Returns the ID of the oldest event in the table; if it is empty, the ID after the newest event. */
    Mono<Long> oldestId() {
        return number("""
                SELECT coalesce(
                    (SELECT min(id) FROM change_event),
                    (SELECT CASE WHEN is_called THEN last_value + 1 ELSE 1 END FROM change_event_id_seq))""");
    }

    /** Writes an event and announces it. */
    Mono<Void> publish(String type, @Nullable UUID sourceId, JsonNode data) {
        return database.sql("SELECT announce(:type, :sourceId, :data)")
                .bind("type", type)
                .bind("sourceId", Parameters.in(PostgresqlObjectId.UUID, sourceId))
                .bind("data", Json.of(json.writeValueAsString(data)))
                .then();
    }

    /**
     * Deletes events that are too old or too many, page after page until one is not full. A run ends after a minute at
     * the latest, and the next one continues.
     */
    Mono<Void> prune(Duration kept, int maxKept) {
        Mono<Long> page = Mono.defer(() -> database.sql("""
                        DELETE FROM change_event WHERE ctid = ANY(ARRAY(
                            SELECT ctid FROM change_event
                            WHERE created_at < :before OR id <= (SELECT max(id) FROM change_event) - :maxKept
                            ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED))""")
                .bind("before", Instant.now().minus(kept))
                .bind("maxKept", maxKept)
                .bind("limit", PRUNED_AT_ONCE)
                .fetch()
                .rowsUpdated());
        return Mono.defer(() -> {
            long startNanos = System.nanoTime();
            return page.repeat()
                    .takeUntil(
                            rows -> rows < PRUNED_AT_ONCE || System.nanoTime() - startNanos > LONGEST_PRUNING.toNanos())
                    .then();
        });
    }

    private Mono<Long> number(String query) {
        return database.sql(query)
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one();
    }

    private ChangeEvent event(Readable row) {
        return new ChangeEvent(
                Objects.requireNonNull(row.get("id", Long.class)),
                Objects.requireNonNull(row.get("type", String.class)),
                row.get("source_id", UUID.class),
                json.readTree(
                        Objects.requireNonNull(row.get("data", Json.class)).asString()),
                Objects.requireNonNull(row.get("created_at", Instant.class)));
    }
}
