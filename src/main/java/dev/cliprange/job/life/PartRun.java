package dev.cliprange.job.life;

import java.util.UUID;

/**
 * One attempt at a part of a job.
 *
 * @param job as it was when the attempt began
 * @param part from 0
 * @param plan of the job, see {@link JobParts#divide}
 * @param token names the attempt, also in the names of objects: no other attempt writes to them
 */
public record PartRun(Job job, int part, String plan, UUID token) {}
