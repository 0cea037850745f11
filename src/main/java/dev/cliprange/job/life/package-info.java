/**
 * The life cycle of jobs that clients see: {@code queued}, {@code running}, {@code completed}, {@code failed} or {@code
 * cancelled}.
 *
 * <p>db-scheduler runs the jobs and is their lease ({@link dev.cliprange.job}). The table {@code job} holds their state.
 * A package contributes a kind of job as a {@link dev.cliprange.job.life.JobWork} bean. This package knows no work
 * itself.
 *
 * <p>An attempt is counted when it begins, so an attempt of a worker that dies counts too. Every write of a worker names
 * its attempt. If a later attempt has begun, or the job was cancelled, the write changes no row, and the worker stops.
 *
 * <p>A long job is divided into parts ({@link dev.cliprange.job.life.DividedWork}), each with its own task. The task of
 * the job makes the parts and ends, so that it does not hold a thread of a worker. The part that writes the last result
 * ends the job. An attempt at a part has a token, and only the newest one can write a result.
 */
@NullMarked
package dev.cliprange.job.life;

import org.jspecify.annotations.NullMarked;
