package dev.cliprange.spool;

/** The meters of this package. */
enum SpoolMeter {
    /** Gauge, bytes: memory that spools take. */
    MEMORY("clip.spool.memory"),
    /** Gauge, bytes: the size of the files of spools. */
    DISK("clip.spool.disk"),
    /** Counter: requests for a clip; tag {@code from} (made, running, kept). */
    REQUESTS("clip.spool.requests"),
    /**
     * Counter: makings that fell back to back-pressure because a bound was reached or the file could not be written.
     */
    OVERFLOWS("clip.spool.overflows");

    private final String meterName;

    SpoolMeter(String meterName) {
        this.meterName = meterName;
    }

    String meterName() {
        return meterName;
    }
}
