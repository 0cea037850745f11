package dev.cliprange.storage.read;

import dev.cliprange.storage.location.SourceKind;
import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.TracedStep;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** Counts reads of sources (see {@link SourceReadMeter}) and traces each as a step of its request. */
public final class SourceReadMetrics {

    private static final String COMPLETE = "complete";
    private static final String CANCELLED = "cancelled";
    private static final String FAILED = "failed";

    private final MeterRegistry registry;
    private final Spans spans;

    public SourceReadMetrics(MeterRegistry registry, Spans spans) {
        this.registry = registry;
        this.spans = spans;
        for (SourceKind kind : SourceKind.values()) {
            for (String outcome : List.of(COMPLETE, CANCELLED, FAILED)) {
                requests(kind, outcome);
            }
            bytes(kind);
            resumes(kind);
        }
    }

    /** Traces a read. */
    <T> Flux<T> traced(ByteSpan span, Flux<T> read) {
        return spans.aroundAll(TracedStep.STORAGE, tags -> {
            tags.tag("offset", span.offsetBytes());
            tags.tag("length", span.lengthBytes());
            return read;
        });
    }

    /** Traces the use of a file. */
    <T> Mono<T> traced(Mono<T> lent) {
        return spans.around(TracedStep.STORAGE, lent);
    }

    void ended(SourceKind kind, SignalType how, long bytes) {
        String outcome = switch (how) {
            case ON_COMPLETE -> COMPLETE;
            case CANCEL -> CANCELLED;
            default -> FAILED;
        };
        requests(kind, outcome).increment();
        bytes(kind).increment((double) bytes);
    }

    void resumed(SourceKind kind) {
        resumes(kind).increment();
    }

    private Counter requests(SourceKind kind, String outcome) {
        return SourceReadMeter.REQUESTS.counter(registry, "kind", kind.tag(), "outcome", outcome);
    }

    private Counter bytes(SourceKind kind) {
        return SourceReadMeter.BYTES.counter(registry, "kind", kind.tag());
    }

    private Counter resumes(SourceKind kind) {
        return SourceReadMeter.RESUMES.counter(registry, "kind", kind.tag());
    }
}
