package dev.cliprange.preview;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Times pictures. */
@Component
class PreviewMetrics {

    private final MeterRegistry meters;
    private final Timer stored;
    private final Timer made;
    private final Timer failed;

    PreviewMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.stored = timer("stored");
        this.made = timer("made");
        this.failed = timer("failed");
    }

    /** Times a read of the work storage that finds the picture. */
    Mono<byte[]> stored(Mono<byte[]> read) {
        return Mono.defer(() -> {
            Timer.Sample sample = Timer.start(meters);
            return read.doOnNext(picture -> sample.stop(stored));
        });
    }

    /** Times a picture that is made. */
    Mono<byte[]> made(Mono<byte[]> making) {
        return Mono.defer(() -> {
            Timer.Sample sample = Timer.start(meters);
            return making.doOnNext(picture -> sample.stop(made)).doOnError(error -> sample.stop(failed));
        });
    }

    private Timer timer(String outcome) {
        return Timer.builder(PreviewMeter.PICTURES.meterName())
                .description("Pictures, from the request to their bytes")
                .tag("outcome", outcome)
                .register(meters);
    }
}
