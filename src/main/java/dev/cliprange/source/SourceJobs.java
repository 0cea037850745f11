package dev.cliprange.source;

import dev.cliprange.job.JobKind;
import java.time.Duration;

/** The kinds of jobs that read sources. Their handlers are in {@code source.indexing}. */
public final class SourceJobs {

    /** Until the next look for sources with an index of an earlier generation. */
    public static final Duration REFRESH_PAUSE = Duration.ofMinutes(5);

    /** Reads one source. The id of the job is the id of the source. */
    public static final JobKind INDEX = new JobKind("index-source", Duration.ofSeconds(2), 5);

    /** Compares the SHA-256 of the object of one source before it is read. The id of the job is the id of the source. */
    public static final JobKind VERIFY = new JobKind("verify-source", Duration.ofSeconds(2), 5);

    /**
     * Reads sources again whose index is of an earlier generation. All instances of a release share one job. Earlier
     * releases that run at the same time must not take it, because they would find nothing to do: the name holds the
     * generation.
     */
    public static final JobKind REFRESH =
            JobKind.withFixedRetry("refresh-indexes-" + IndexGeneration.CURRENT, REFRESH_PAUSE);

    /** The id of the only job of the kind {@link #REFRESH}. */
    static final String REFRESH_ID = "all";

    private SourceJobs() {}
}
