package dev.cliprange.storage.read;

import dev.cliprange.storage.location.SourceKind;
import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.Step;
import io.micrometer.core.instrument.MeterRegistry;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** Counts reads of sources (see {@link SourceReadMeter}) and traces each as a step of its request. */
public final class SourceReadMetrics {

    private final MeterRegistry registry;
    private final Spans spans;

    public SourceReadMetrics(MeterRegistry registry, Spans spans) {
        this.registry = registry;
        this.spans = spans;
    }

    /** Traces a read. */
    <T> Flux<T> traced(ByteSpan span, Flux<T> read) {
        return spans.aroundAll(Step.STORAGE, marks -> {
            marks.tag("offset", span.offsetBytes());
            marks.tag("length", span.lengthBytes());
            return read;
        });
    }

    /** Traces the use of a file. */
    <T> Mono<T> traced(Mono<T> lent) {
        return spans.around(Step.STORAGE, lent);
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
