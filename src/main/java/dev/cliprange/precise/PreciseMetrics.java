package dev.cliprange.precise;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts and times the encoding of edges. */
@Component
class PreciseMetrics {

    private static final String COMPLETE = "complete";
    private static final String FAILED = "failed";

    private final MeterRegistry meters;
    private final Counter frames;

    PreciseMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.frames = PreciseMeter.ENCODED_FRAMES.counter(meters);
        encodings(COMPLETE);
        encodings(FAILED);
    }

    /** Returns the encoding, with its outcome, its time and its number of frames recorded. */
    <T> Mono<T> encoding(Mono<T> encoding, int count) {
        return Mono.defer(() -> {
            Timer.Sample sample = Timer.start(meters);
            frames.increment(count);
            return encoding.doOnSuccess(done -> sample.stop(encodings(COMPLETE)))
                    .doOnError(error -> sample.stop(encodings(FAILED)));
        });
    }

    private Timer encodings(String outcome) {
        return PreciseMeter.ENCODING.timer(meters, "outcome", outcome);
    }
}
