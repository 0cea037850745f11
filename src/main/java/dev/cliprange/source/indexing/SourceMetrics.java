package dev.cliprange.source.indexing;

import dev.cliprange.failure.Failure;
import dev.cliprange.meter.LatestResult;
import dev.cliprange.source.SourceMeter;
import dev.cliprange.source.SourceState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Records the metrics of reading sources, and counts sources by state. */
@Component
class SourceMetrics {

    /** How old the figures of the database may be. */
    private static final Duration LIFETIME = Duration.ofSeconds(10);

    /** What can make a source failed. Others are counted as {@link #OTHER}. */
    private static final Set<Failure> FAILURES = Arrays.stream(Failure.values())
            .filter(SourceMetrics::canFailASource)
            .collect(Collectors.toUnmodifiableSet());

    private static final String OTHER = "other";

    private final MeterRegistry meters;

    SourceMetrics(SourceCountRepository repository, MeterRegistry meters) {
        this.meters = meters;
        var counts = new LatestResult<Optional<Map<SourceState, Long>>>(
                repository.counts().map(Optional::of), LIFETIME, Optional.empty());
        for (SourceState state : SourceState.values()) {
            // Not a number while the database cannot be asked.
            SourceMeter.COUNT.gauge(
                    meters,
                    counts,
                    it -> it.get().map(found -> count(found, state)).orElse(Double.NaN),
                    "state",
                    state.lowerCase());
        }
        FAILURES.forEach(failure -> SourceMeter.FAILED.counter(meters, "code", failure.code()));
        SourceMeter.FAILED.counter(meters, "code", OTHER);
        indexing("ready");
        indexing("failed");
    }

    /** Starts to time one reading. */
    Timer.Sample started() {
        return Timer.start(meters);
    }

    /** Records a reading that is over. States that are not final are not recorded. */
    void ended(Timer.Sample reading, SourceState state) {
        if (state.isFinal()) {
            reading.stop(indexing(state.lowerCase()));
        }
    }

    /** Counts a source that has become failed. */
    void failed(Failure failure) {
        String code = FAILURES.contains(failure) ? failure.code() : OTHER;
        SourceMeter.FAILED.counter(meters, "code", code).increment();
    }

    private static boolean canFailASource(Failure failure) {
        return switch (failure.kind()) {
            case MEDIA, UPSTREAM, INTERNAL -> true;
            case CALLER -> failure == Failure.SOURCE_NOT_ALLOWED || failure == Failure.SOURCE_NOT_FOUND;
            case CAPACITY -> false;
        };
    }

    private Timer indexing(String outcome) {
        return SourceMeter.INDEXING.timer(meters, "outcome", outcome);
    }

    private static double count(Map<SourceState, Long> counts, SourceState state) {
        return (double) counts.getOrDefault(state, 0L);
    }
}
