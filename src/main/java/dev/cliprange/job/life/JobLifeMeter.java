package dev.cliprange.job.life;

import dev.cliprange.meter.MeterName;

/** The meters of the life cycle of jobs. Tag {@code kind}: the kind in the HTTP contract. */
enum JobLifeMeter implements MeterName {
    /** Counter: attempts that ended; tag {@code outcome} (completed, repeated, failed, lost). */
    ENDED("job.attempts", "Attempts at jobs that have ended");

    private final String meterName;
    private final String description;

    JobLifeMeter(String meterName, String description) {
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
