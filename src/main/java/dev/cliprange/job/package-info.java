/**
 * Jobs: work that runs in the background, on any instance, and survives the end of the instance that runs it.
 *
 * <p>A package contributes a kind of job as a {@link dev.cliprange.job.JobHandler} bean. This package holds the only
 * db-scheduler: it stores jobs in PostgreSQL, sends heartbeats, retries failed attempts, and lets another instance take
 * over the jobs of an instance whose heartbeats stop. It knows no kind of job itself.
 *
 * <p>There is at most one job of a kind and an id. An attempt blocks a thread of the scheduler, never an event loop.
 */
@NullMarked
package dev.cliprange.job;

import org.jspecify.annotations.NullMarked;
