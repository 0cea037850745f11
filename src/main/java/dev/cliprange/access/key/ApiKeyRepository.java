package dev.cliprange.access.key;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of keys. */
@Repository
class ApiKeyRepository {

    private final DatabaseClient database;

    ApiKeyRepository(DatabaseClient database) {
        this.database = database;
    }

    Mono<ApiKey> insert(
            String name, Role role, ByteBuffer digest, @Nullable Integer requestsPerSecond, String createdBy) {
        return database.sql("""
                        INSERT INTO api_key (id, name, role, digest, requests_per_second, created_by)
                        VALUES (:id, :name, :role, :digest, :requestsPerSecond, :createdBy) RETURNING *""")
                .bind("id", UUID.randomUUID())
                .bind("name", name)
                .bind("role", role.name())
                .bind("digest", digest)
                .bind("requestsPerSecond", Parameters.in(R2dbcType.INTEGER, requestsPerSecond))
                .bind("createdBy", createdBy)
                .map(ApiKeyRepository::key)
                .one();
    }

    /** Finds the valid key with a digest. */
    Mono<ApiKey> find(ByteBuffer digest) {
        return database.sql("SELECT * FROM api_key WHERE digest = :digest AND revoked_at IS NULL")
                .bind("digest", digest)
                .map(ApiKeyRepository::key)
                .one();
    }

    /**
     * Lists keys after {@code (createdAt, id)} in the order of creation, including revoked ones, at most {@code limit}.
     */
    Flux<ApiKey> findAfter(Instant createdAt, UUID id, int limit) {
        return database.sql("""
                        SELECT * FROM api_key WHERE (created_at, id) > (:createdAt, :id)
                        ORDER BY created_at, id LIMIT :limit""")
                .bind("createdAt", createdAt)
                .bind("id", id)
                .bind("limit", limit)
                .map(ApiKeyRepository::key)
                .all();
    }

    /** Revokes a key and returns it. A key that is revoked already keeps its time. Empty if there is no such key. */
    Mono<ApiKey> revoke(UUID id) {
        return database.sql("UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE id = :id RETURNING *")
                .bind("id", id)
                .map(ApiKeyRepository::key)
                .one();
    }

    Mono<Void> touch(UUID id) {
        return database.sql("UPDATE api_key SET last_used_at = date_trunc('minute', now()) WHERE id = :id")
                .bind("id", id)
                .then();
    }

    private static ApiKey key(Readable row) {
        return new ApiKey(
                Objects.requireNonNull(row.get("id", UUID.class)),
                Objects.requireNonNull(row.get("name", String.class)),
                Role.valueOf(Objects.requireNonNull(row.get("role", String.class))),
                row.get("requests_per_second", Integer.class),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                Objects.requireNonNull(row.get("created_by", String.class)),
                row.get("last_used_at", Instant.class),
                row.get("revoked_at", Instant.class));
    }
}
