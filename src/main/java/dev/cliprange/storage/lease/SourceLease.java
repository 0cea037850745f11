package dev.cliprange.storage.lease;

import dev.cliprange.failure.FailureException;
import java.util.Optional;

/** The input of one process. It is valid until it is closed. */
public interface SourceLease extends AutoCloseable {

    FfmpegInputUrl input();

    /** Bytes read through the lease so far; empty if the process reads directly from the storage or the disk. */
    Optional<Long> bytesRead();

    /** The failure of a read for the process, if it is known. The process itself only sees a broken input. */
    Optional<FailureException> failure();

    /** Invalidates the URL and breaks off the requests that still use it. Idempotent. */
    @Override
    void close();
}
