package dev.cliprange.storage.lease;

import dev.cliprange.failure.FailureException;
import java.util.Optional;

/** An address for one process, from its start to its end. */
public interface SourceLease extends AutoCloseable {

    FfmpegInputUrl input();

    /** Bytes read through the lease so far; empty where the process reads directly from the storage or the disk. */
    Optional<Long> bytesRead();

    /** What went wrong with reading behind the process's back, if that is known: it only sees a broken input. */
    Optional<FailureException> failure();

    /** Withdraws the address; requests still running on it are broken off. Idempotent. */
    @Override
    void close();
}
