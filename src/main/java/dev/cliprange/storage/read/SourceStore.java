package dev.cliprange.storage.read;

import dev.cliprange.storage.location.FileLocation;
import dev.cliprange.storage.location.Location;
import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads sources of every kind. Every call checks the allow-list first. Failures are {@code FailureException}:
 * {@code source-not-allowed}, {@code source-not-found}, {@code source-unreadable}, {@code source-timeout}, {@code
 * source-changed} (the object is no longer at the revision), {@code too-busy} (no connection).
 */
public interface SourceStore {

    /**
     * Checks that the allow-list covers the location, without access to disk or network. Host names and symbolic links
     * are checked when they are resolved.
     *
     * @throws dev.cliprange.failure.FailureException {@code source-not-allowed}
     */
    void requireAllowed(Location location);

    /**
     * The size and revision. An object that cannot be read by ranges is {@code source-unreadable}, and an empty one is
     * {@code media-malformed}.
     */
    Mono<ObjectStat> stat(Location location);

    /**
     * The bytes {@code [offsetBytes, offsetBytes + lengthBytes)} of the object at that revision: exactly these, or an
     * error. A connection that breaks is replaced at the next byte unseen.
     *
     * <p>The subscriber releases each buffer. Buffers that are not emitted because of a cancel are released here.
     * Buffers are emitted only while a bounded number of bytes ({@code cliprange.storage.max-in-flight}) is unreleased,
     * so a subscriber that collects buffers without releasing them never receives the rest.
     */
    Flux<ByteBuf> read(Location location, String revision, long offsetBytes, long lengthBytes);

    /**
     * The same in one array, for headers and pages.
     *
     * @param lengthBytes at least 1; the caller has the memory for them, since the array is allocated at once
     */
    Mono<byte[]> readFully(Location location, String revision, long offsetBytes, int lengthBytes);

    /** The path and offset of the bytes on the local disk, for zero-copy; empty for locations other than files. */
    Mono<FileSlice> localSlice(Location location, String revision, long offsetBytes, long lengthBytes);

    /** Opens a file at that revision and closes it when the use has completed, failed or was cancelled. */
    <T> Mono<T> withFile(FileLocation location, String revision, Function<FileLease, Mono<T>> use);
}
