package dev.cliprange.source;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of this package. */
enum SourceMeter {
    /** Counter: index pages that clips needed; tag {@code outcome}: hit (in memory), miss (read). */
    INDEX_PAGES("index.pages");

    private final String meterName;

    SourceMeter(String meterName) {
        this.meterName = meterName;
    }

    String meterName() {
        return meterName;
    }

    Counter counter(MeterRegistry meters, String outcome) {
        return Counter.builder(meterName).tag("outcome", outcome).register(meters);
    }
}
