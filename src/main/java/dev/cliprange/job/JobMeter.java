package dev.cliprange.job;

import dev.cliprange.meter.MeterName;

/** The meters of background jobs. Tag {@code kind}: the name of a {@link JobKind}. */
enum JobMeter implements MeterName {
    /** Gauge: jobs of all instances together that are due and wait. */
    BACKLOG("job.backlog", "Due jobs in the database that wait for an instance"),
    /** Gauge: the time in seconds for which the oldest due job waits. */
    OLDEST("job.oldest.wait", "Time for which the oldest due job in the database waits"),
    /** Gauge: jobs that run. */
    RUNNING("job.running", "Jobs in the database that an instance runs"),
    /** Gauge: the clock of the database minus the clock of this instance, in seconds. */
    CLOCK_OFFSET("job.clock.offset", "Clock of the database minus the clock of this instance"),
    /** Gauge: jobs whose instance sends no heartbeats and that no instance has taken over yet. */
    DEAD("job.dead", "Jobs in the database whose instance has stopped sending heartbeats"),
    /** Counter: jobs of a dead instance that this instance found; each runs again. */
    REVIVED("job.revived", "Jobs of another instance that this instance found dead and made due again"),
    /** Timer: from the time at which an attempt is due to its start. */
    WAIT("job.wait", "Time from when an attempt is due to its start"),
    /** Timer: one attempt; tag {@code outcome} (ok, failed). */
    RUN("job.run", "Attempts at jobs, and their duration");

    private final String meterName;
    private final String description;

    JobMeter(String meterName, String description) {
        this.meterName = meterName;
        this.description = description;
    }

    @Override
    public String meterName() {
        return meterName;
    }

    @Override
    public String description() {
        return description;
    }
}
