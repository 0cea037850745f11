package dev.cliprange.spool;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The threads that read and close the files of spools. They are never interrupted: that would close a file for all its
 * readers.
 */
final class SpoolIo implements AutoCloseable {

    private static final int THREADS = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("cliprange-spool-", 0).factory());

    /** @throws RejectedExecutionException when closed */
    void execute(Runnable task) {
        threads.execute(task);
    }

    /** Runs the task on a thread that may block; after the end of this, on the thread of the caller. */
    void finish(Runnable task) {
        try {
            execute(task);
        } catch (RejectedExecutionException closing) {
            task.run();
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
