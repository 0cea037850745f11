package dev.cliprange.job.life;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Work that is divided into parts, so that several workers share it and a worker that dies loses one part. Its {@link
 * #run} calls {@link JobParts#divide} and completes. The job then still runs, until the last part has called {@link
 * #finish}. Packages contribute it as a bean.
 */
public interface DividedWork extends JobWork {

    /**
     * Makes one part. It is ended as {@link JobWork#run}; then, and if it fails, it deletes what it wrote.
     *
     * @return the result, which is kept in the database until the job is completed; a failure counts as in {@link
     *     JobWork#run}, for this part only
     */
    Mono<byte[]> part(PartRun run);

    /**
     * Publishes the results of all parts by {@link JobRun#complete}. May be called several times, also at once; only one
     * call completes the job. Ended as {@link JobWork#run}.
     *
     * @param plan of the results, see {@link JobParts#divide}
     * @param results one for each part, in order
     */
    Mono<Void> finish(JobRun run, String plan, List<byte[]> results);

    /** Deletes what an attempt has written whose result is not used. */
    Mono<Void> discard(PartRun run);

    /** Deletes what all parts of a cancelled job have written. */
    Mono<Void> discard(Job job);
}
