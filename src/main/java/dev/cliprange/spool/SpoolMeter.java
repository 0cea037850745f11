package dev.cliprange.spool;

import dev.cliprange.meter.MeterName;

/** The meters of this package. */
enum SpoolMeter implements MeterName {
    /** Gauge, bytes: memory that spools take. */
    MEMORY("clip.spool.memory", "Memory of kept bytes of FFmpeg clips"),
    /** Gauge, bytes: the size of the files of spools. */
    DISK("clip.spool.disk", "Bytes of kept FFmpeg clips in files"),
    /** Counter: requests for a clip; tag {@code from} (made, running, kept). */
    REQUESTS("clip.spool.requests", "Requests for FFmpeg clips"),
    /**
     * Counter: makings that fell back to back-pressure because a bound was reached or the file could not be written.
     */
    OVERFLOWS(
            "clip.spool.overflows", "FFmpeg clips that were not kept because a bound was reached or the disk was full");

    private final String meterName;
    private final String description;

    SpoolMeter(String meterName, String description) {
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
