package dev.cliprange.idempotency;

import dev.cliprange.web.idempotency.IdempotentRequest;
import dev.cliprange.web.idempotency.StoredResponse;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The responses that are stored for repeated requests. */
@Repository
class StoredResponseRepository {

    private final DatabaseClient database;

    StoredResponseRepository(DatabaseClient database) {
        this.database = database;
    }

    /**
     * A stored response.
     *
     * @param digest identifies the request that it answered
     */
    record Known(ByteBuffer digest, StoredResponse response) {}

    /** Returns the response that is stored under the key of a request; empty if there is none, or if it has expired. */
    Mono<Known> find(IdempotentRequest request) {
        return database.sql("""
                        SELECT request, status, location, etag, body FROM idempotent_answer
                        WHERE scope = :scope AND key = :key AND status IS NOT NULL AND expires_at > now()""")
                .bind("scope", request.scope())
                .bind("key", request.key())
                .map(StoredResponseRepository::known)
                .one();
    }

    /**
     * Claims the key of a request until the transaction ends. Waits for a transaction that has claimed it; false if
     * that one has stored a response.
     */
    Mono<Boolean> claim(IdempotentRequest request) {
        return database.sql("""
                        INSERT INTO idempotent_answer AS known (scope, key, request) VALUES (:scope, :key, :request)
                        ON CONFLICT (scope, key) DO UPDATE SET
                            request = excluded.request, status = NULL, location = NULL, etag = NULL, body = NULL,
                            expires_at = excluded.expires_at
                        WHERE known.expires_at <= now()""")
                .bind("scope", request.scope())
                .bind("key", request.key())
                .bind("request", request.digest())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    /** Stores the response of a request whose key was claimed, and deletes a few expired ones. */
    Mono<Void> put(IdempotentRequest request, StoredResponse response) {
        return database.sql("""
                        UPDATE idempotent_answer SET status = :status, location = :location, etag = :etag, body = :body
                        WHERE scope = :scope AND key = :key""")
                .bind("status", response.status())
                .bind("location", Parameters.in(R2dbcType.VARCHAR, response.location()))
                .bind("etag", Parameters.in(R2dbcType.VARCHAR, response.entityTag()))
                .bind("body", Parameters.in(R2dbcType.VARCHAR, response.body()))
                .bind("scope", request.scope())
                .bind("key", request.key())
                .then()
                .then(database.sql("""
                        DELETE FROM idempotent_answer WHERE ctid = ANY(ARRAY(
                            SELECT ctid FROM idempotent_answer WHERE expires_at < now()
                            ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED))""").then());
    }

    /** Deletes at most {@code limit} expired responses; returns how many. */
    Mono<Long> prune(int limit) {
        return database.sql("""
                        DELETE FROM idempotent_answer WHERE ctid IN (
                            SELECT ctid FROM idempotent_answer WHERE expires_at < now()
                            ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED)""").bind("limit", limit).fetch().rowsUpdated();
    }

    private static Known known(Readable row) {
        ByteBuffer digest = row.get("request", ByteBuffer.class);
        Integer status = row.get("status", Integer.class);
        if (digest == null || status == null) {
            throw new IllegalStateException("request, status: null (expected: values)");
        }
        return new Known(
                digest,
                new StoredResponse(
                        status,
                        row.get("location", String.class),
                        row.get("etag", String.class),
                        row.get("body", String.class)));
    }
}
