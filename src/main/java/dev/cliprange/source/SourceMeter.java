package dev.cliprange.source;

import dev.cliprange.meter.MeterName;

/** The meters of sources. */
public enum SourceMeter implements MeterName {
    /** Gauge: sources of all instances together; tag {@code state}, one of {@link SourceState}. */
    COUNT("source.states", "Sources in the database"),
    /** Counter: new sources. */
    REGISTERED("source.registered", "Sources that this instance has registered"),
    /** Timer: one reading of a source until it is ready or failed; tag {@code outcome} (ready, failed). */
    INDEXING("source.indexing", "Reading of a source, from the start of the attempt until it is ready or failed"),
    /** Counter: readings that made their source failed; tag {@code code}, of a failure. */
    FAILED("source.failed", "Sources that have become failed on this instance"),
    /** Counter: objects of the work storage that no row names; tag {@code outcome}: found, deleted. */
    ORPHANS("source.orphans", "Objects in the work storage that no row names"),
    /** Counter: index pages that clips needed; tag {@code outcome}: hit (in memory), miss (read). */
    INDEX_PAGES("index.pages", "Index pages that clips needed");

    private final String meterName;
    private final String description;

    SourceMeter(String meterName, String description) {
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
