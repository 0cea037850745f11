package dev.cliprange.storage.work;

import dev.cliprange.storage.read.SourceStore;
import io.netty.buffer.ByteBuf;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Small objects derived from sources: index pages, boundary samples. A key is one or more segments of letters, digits,
 * {@code . _ -}, joined by slashes; no key goes on where another ends ({@code a} and {@code a/b}). An object is whole or absent, never half written. Failures: {@code
 * source-unreadable}, {@code source-timeout}, {@code too-busy}.
 */
public interface WorkStore {

    /**
     * Stores the object, replacing the one that was there.
     *
     * @param bytes up to 64 MiB; not to be changed until this completes
     */
    Mono<Void> put(String key, byte[] bytes);

    /** The size of the object in bytes; empty if there is none. */
    Mono<Long> sizeBytes(String key);

    /** The whole object; empty if there is none. */
    Mono<byte[]> get(String key);

    /**
     * Bytes of an object that is there. Ownership and limits as {@link SourceStore#read}; {@code source-not-found} if it
     * is gone.
     */
    Flux<ByteBuf> read(String key, long offsetBytes, long lengthBytes);

    /** Deletes every object whose key begins with the prefix and a slash. One that is not there is no failure. */
    Mono<Void> deleteTree(String prefix);

    /** Completes if objects can be stored; for readiness. */
    Mono<Void> check();
}
