package dev.cliprange.job;

import java.time.Duration;

/**
 * A kind of jobs.
 *
 * @param taskName its name in the database, which must stay the same as long as the database may hold jobs of the kind
 * @param firstRetry the pause after the first failed attempt
 * @param maxDoublings how often further failed attempts in a row double the pause
 */
public record JobKind(String taskName, Duration firstRetry, int maxDoublings) {

    /** A kind with the same pause after each failed attempt. */
    public static JobKind withFixedRetry(String taskName, Duration retry) {
        return new JobKind(taskName, retry, 0);
    }

    /** @param failuresBefore failed attempts in a row before the one that has just failed */
    Duration retryAfter(int failuresBefore) {
        return firstRetry.multipliedBy(1L << Math.min(failuresBefore, maxDoublings));
    }
}
