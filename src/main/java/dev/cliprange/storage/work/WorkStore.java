package dev.cliprange.storage.work;

import dev.cliprange.storage.read.SourceStore;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The objects that are derived from sources: index pages, encoded edges. A key is one or more segments of letters,
 * digits and {@code . _ -}, joined by slashes. A key is never the beginning of another one: {@code a} excludes {@code
 * a/b}. An object is whole or absent. Failures: {@code source-unreadable}, {@code source-timeout}, {@code too-busy}.
 *
 * <p>The objects of one source are written through {@link #of}, which owns their keys.
 */
public interface WorkStore {

    /** The most bytes of an object that is stored from memory. */
    int LARGEST_IN_MEMORY_BYTES = 64 * 1_024 * 1_024;

    /** The objects of one source. */
    default SourceWork of(UUID sourceId) {
        return new SourceWork(this, sourceId);
    }

    /**
     * Stores an object and replaces the one under the same key.
     *
     * @param bytes at most {@link #LARGEST_IN_MEMORY_BYTES}; not to be changed until this completes
     * @throws IllegalArgumentException for more bytes, or a key outside the rule
     */
    Mono<Void> put(String key, byte[] bytes);

    /**
     * Stores an object of any size as its bytes arrive, and replaces the one under the same key. On a failure or a
     * cancel the object that was there remains, and what was written is removed. If the last call to the storage was
     * under way at the cancel, it may complete. At most two parts of {@link PartSize} are in memory.
     *
     * @param bytes read once; each buffer belongs to the store from its emission and is released. A failure of it is
     *     passed on as it is.
     * @param lengthBytes the exact length, 0 to 5 TiB; another length fails with {@link WrongLengthException}
     * @throws IllegalArgumentException for a length or a key outside the rule
     */
    Mono<Void> put(String key, Flux<ByteBuf> bytes, long lengthBytes);

    /**
     * Stores an object whose length is known only at its end. Otherwise as {@link #put(String, Flux, long)}.
     *
     * @param mostBytes the largest length, 1 to 5 TiB; a longer object fails with {@link WrongLengthException}
     * @return the length in bytes
     */
    Mono<Long> putUpTo(String key, Flux<ByteBuf> bytes, long mostBytes);

    /** The size of an object in bytes; empty if there is none. */
    Mono<Long> sizeBytes(String key);

    /** A whole object; empty if there is none. */
    Mono<byte[]> get(String key);

    /**
     * A range of an object. Ownership and limits are those of {@link SourceStore#read}.
     *
     * @return fails with {@code source-not-found} if there is no such object
     */
    Flux<ByteBuf> read(String key, long offsetBytes, long lengthBytes);

    /**
     * Deletes every object whose key begins with the prefix and a slash. It is no failure if there is none. Objects of
     * writes that this instance has cancelled before are deleted too, even if the storage has not completed them yet.
     */
    Mono<Void> deleteTree(String prefix);

    /** Deletes one object. It is no failure if there is none. */
    Mono<Void> delete(String key);

    /** Lists the objects whose key begins with the prefix and a slash, in any order. */
    Flux<WorkObject> list(String prefix);

    /**
     * Returns the keys of writes that began before a time and have not ended: multipart uploads, or temporary files.
     * Their instance has died.
     */
    Flux<String> unfinished(Instant before);

    /** Deletes what {@link #unfinished} finds and returns the keys. */
    Flux<String> deleteUnfinished(Instant before);

    /** Completes if objects can be stored. The readiness probe calls it. */
    Mono<Void> check();
}
