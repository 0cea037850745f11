package dev.cliprange.job;

/** What an instance does. */
public enum Role {
    /** Serves clients, and reads new sources. It runs no jobs. */
    ORIGIN,
    /** Runs jobs, and reads new sources. */
    WORKER,
    /** Does both. */
    ALL;

    boolean runsJobs() {
        return this != ORIGIN;
    }
}
