package dev.cliprange.job;

import java.time.Instant;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Reads the clock of the database. */
@Repository
class ClockRepository {

    private final DatabaseClient database;

    ClockRepository(DatabaseClient database) {
        this.database = database;
    }

    Mono<Instant> now() {
        return database.sql("SELECT clock_timestamp()")
                .map(row -> Objects.requireNonNull(row.get(0, Instant.class)))
                .one();
    }
}
