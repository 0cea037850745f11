package dev.cliprange.storage.read;

import dev.cliprange.meter.MeterName;

/** The meters of source reads. Tag {@code kind}: s3, http, file. */
public enum SourceReadMeter implements MeterName {
    /** Requests to the storage; tag {@code outcome}: complete, cancelled, failed. */
    REQUESTS("source.read.requests", "Requests to the storage"),
    /** Bytes that were received. */
    BYTES("source.read.bytes", "Bytes received from the storage"),
    /** Reads that broke and were resumed at the next byte. */
    RESUMES("source.read.resumes", "Broken reads that were resumed at the next byte");

    private final String meterName;
    private final String description;

    SourceReadMeter(String meterName, String description) {
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
