package dev.cliprange.storage.read;

/** The meters of source reads. Tag {@code kind}: s3, http, file. */
public enum SourceReadMeter {
    /** Requests to the storage; tag {@code outcome}: complete, cancelled, failed. */
    REQUESTS("source.read.requests"),
    /** Bytes that were received. */
    BYTES("source.read.bytes"),
    /** Reads that broke and were resumed at the next byte. */
    RESUMES("source.read.resumes");

    private final String meterName;

    SourceReadMeter(String meterName) {
        this.meterName = meterName;
    }

    public String meterName() {
        return meterName;
    }
}
