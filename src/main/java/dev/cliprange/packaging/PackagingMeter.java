package dev.cliprange.packaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of adaptive streams. */
public enum PackagingMeter {
    /**
     * Counter: requested audio segments of interleaved sources; tag {@code from} (copy, source): where their packets are
     * read.
     */
    AUDIO_SEGMENTS("packaging.audio.segments", "Requested audio segments of interleaved sources");

    private final String meterName;
    private final String description;

    PackagingMeter(String meterName, String description) {
        this.meterName = meterName;
        this.description = description;
    }

    public String meterName() {
        return meterName;
    }

    Counter counter(MeterRegistry meters, String from) {
        return Counter.builder(meterName)
                .description(description)
                .tag("from", from)
                .register(meters);
    }
}
