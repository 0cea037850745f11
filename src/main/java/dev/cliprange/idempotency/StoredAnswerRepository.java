package dev.cliprange.idempotency;

import dev.cliprange.web.ChangingCall;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The answers that are kept for calls that come again. */
@Repository
class StoredAnswerRepository {

    private final DatabaseClient database;

    StoredAnswerRepository(DatabaseClient database) {
        this.database = database;
    }

    /**
     * What is known under a key.
     *
     * @param request the digest of what was asked for
     */
    record Known(ByteBuffer request, StoredAnswer answer) {}

    /** What is known under the key of a call; empty when it is new, or too old. */
    Mono<Known> find(ChangingCall call) {
        return database.sql("""
                        SELECT request, status, location, etag, body FROM idempotent_answer
                        WHERE scope = :scope AND key = :key AND status IS NOT NULL AND expires_at > now()""")
                .bind("scope", call.scope())
                .bind("key", call.key())
                .map(StoredAnswerRepository::known)
                .one();
    }

    /**
     * Makes the key the caller's until its transaction ends: waits for another one that has it. False when that one has
     * answered.
     */
    Mono<Boolean> claim(ChangingCall call) {
        return database.sql("""
                        INSERT INTO idempotent_answer AS known (scope, key, request) VALUES (:scope, :key, :request)
                        ON CONFLICT (scope, key) DO UPDATE SET
                            request = excluded.request, status = NULL, location = NULL, etag = NULL, body = NULL,
                            expires_at = excluded.expires_at
                        WHERE known.expires_at <= now()""")
                .bind("scope", call.scope())
                .bind("key", call.key())
                .bind("request", call.request())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    /** Keeps the answer to a call whose key was claimed, and throws a few old ones away. */
    Mono<Void> put(ChangingCall call, StoredAnswer answer) {
        return database.sql("""
                        UPDATE idempotent_answer SET status = :status, location = :location, etag = :etag, body = :body
                        WHERE scope = :scope AND key = :key""")
                .bind("status", answer.status())
                .bind("location", Parameters.in(R2dbcType.VARCHAR, answer.location()))
                .bind("etag", Parameters.in(R2dbcType.VARCHAR, answer.entityTag()))
                .bind("body", Parameters.in(R2dbcType.VARCHAR, answer.body()))
                .bind("scope", call.scope())
                .bind("key", call.key())
                .then()
                .then(database.sql("""
                        DELETE FROM idempotent_answer WHERE ctid = ANY(ARRAY(
                            SELECT ctid FROM idempotent_answer WHERE expires_at < now()
                            ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED))""").then());
    }

    /** Deletes answers whose time is over, at most {@code limit}; returns how many. */
    Mono<Long> prune(int limit) {
        return database.sql("""
                        DELETE FROM idempotent_answer WHERE ctid IN (
                            SELECT ctid FROM idempotent_answer WHERE expires_at < now()
                            ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED)""").bind("limit", limit).fetch().rowsUpdated();
    }

    private static Known known(Readable row) {
        ByteBuffer request = row.get("request", ByteBuffer.class);
        Integer status = row.get("status", Integer.class);
        if (request == null || status == null) {
            throw new IllegalStateException("request, status: null (expected: values)");
        }
        return new Known(
                request,
                new StoredAnswer(
                        status,
                        row.get("location", String.class),
                        row.get("etag", String.class),
                        row.get("body", String.class)));
    }
}
