package dev.cliprange.precise;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts and times the encoding of edges. */
@Component
class PreciseMetrics {

    private final MeterRegistry meters;

    PreciseMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Returns the encoding, with its outcome, its time and its number of frames recorded. */
    <T> Mono<T> encoding(Mono<T> encoding, int frames) {
        return Mono.defer(() -> {
            Timer.Sample sample = Timer.start(meters);
            meters.counter(PreciseMeter.ENCODED_FRAMES.meterName()).increment(frames);
            return encoding.doOnSuccess(done -> sample.stop(encodings("complete")))
                    .doOnError(error -> sample.stop(encodings("failed")));
        });
    }

    private Timer encodings(String outcome) {
        return meters.timer(PreciseMeter.ENCODING.meterName(), "outcome", outcome);
    }
}
