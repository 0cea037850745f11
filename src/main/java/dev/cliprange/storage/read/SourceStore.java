package dev.cliprange.storage.read;

import dev.cliprange.storage.location.FileLocation;
import dev.cliprange.storage.location.Location;
import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads sources, wherever they lie. Every call checks the allow-list first; failures are {@code FailureException}:
 * {@code source-not-allowed}, {@code source-not-found}, {@code source-unreadable}, {@code source-timeout}, {@code
 * source-changed} (the object is no longer at the revision), {@code too-busy} (no connection).
 */
public interface SourceStore {

    /**
     * Whether the location is covered by the allow-list, without touching disk or network; where names and links really
     * lead is checked when they are followed.
     *
     * @throws dev.cliprange.failure.FailureException {@code source-not-allowed}
     */
    void requireAllowed(Location location);

    /** Size and revision; an object that cannot be read by ranges, or is empty, is {@code source-unreadable}. */
    Mono<ObjectStat> stat(Location location);

    /**
     * The bytes {@code [offsetBytes, offsetBytes + lengthBytes)} of the object at that revision: exactly these, or an
     * error. A connection that breaks is replaced at the next byte unseen.
     *
     * <p>Each buffer is the subscriber's to release; buffers that are not handed out any more after a cancel are released
     * here. Buffers come only while a bounded number of bytes ({@code cliprange.storage.max-in-flight}) is unreleased:
     * who collects them unreleased waits for ever.
     */
    Flux<ByteBuf> read(Location location, String revision, long offsetBytes, long lengthBytes);

    /**
     * The same in one array, for headers and pages.
     *
     * @param lengthBytes at least 1; the caller has the memory for them, since the array is allocated at once
     */
    Mono<byte[]> readFully(Location location, String revision, long offsetBytes, int lengthBytes);

    /** The place of the bytes on this machine's disk, for zero-copy; empty for anything that is no file. */
    Mono<FileSlice> localSlice(Location location, String revision, long offsetBytes, long lengthBytes);

    /** Opens a file at that revision, lends it, and closes it when the use has completed, failed or was cancelled. */
    <T> Mono<T> withFile(FileLocation location, String revision, Function<FileLease, Mono<T>> use);
}
