package dev.cliprange.storage;

import io.micrometer.core.instrument.MeterRegistry;
import reactor.core.publisher.SignalType;

/** Counts reads of sources; see {@link SourceReadMeter}. */
final class SourceReadMetrics {

    private final MeterRegistry registry;

    SourceReadMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void ended(SourceKind kind, SignalType how, long bytes) {
        String outcome = switch (how) {
            case ON_COMPLETE -> "complete";
            case CANCEL -> "cancelled";
            default -> "failed";
        };
        registry.counter(SourceReadMeter.REQUESTS.meterName(), "kind", kind.tag(), "outcome", outcome)
                .increment();
        registry.counter(SourceReadMeter.BYTES.meterName(), "kind", kind.tag()).increment((double) bytes);
    }

    void resumed(SourceKind kind) {
        registry.counter(SourceReadMeter.RESUMES.meterName(), "kind", kind.tag())
                .increment();
    }
}
