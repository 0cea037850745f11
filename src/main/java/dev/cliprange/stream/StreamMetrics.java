package dev.cliprange.stream;

import dev.cliprange.clip.EngineKind;
import dev.cliprange.web.ClientDeparture;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Records the metrics of responses. */
@Component
public class StreamMetrics {

    private static final String ENGINE = "engine";

    private final MeterRegistry meters;
    /** Looked up once, because every buffer is counted. */
    private final Map<EngineKind, Counter> served;

    StreamMetrics(MeterRegistry meters, StreamGate gate) {
        this.meters = meters;
        this.served = new EnumMap<>(EngineKind.class);
        for (EngineKind engine : EngineKind.values()) {
            served.put(engine, meters.counter(StreamMeter.SERVED.meterName(), ENGINE, engine.lowerCase()));
        }
        Gauge.builder(StreamMeter.STREAMS.meterName(), gate, StreamGate::running)
                .description("Responses that are running")
                .register(meters);
    }

    /** Returns the stream, which records its outcome and its time when it completes, fails or is cancelled. */
    Mono<Void> observe(EngineKind engine, ServerHttpResponse response, Mono<Void> stream) {
        return Mono.defer(() -> {
            Timer.Sample sample = Timer.start(meters);
            return stream.doOnSuccess(done -> stop(sample, engine, "complete"))
                    .doOnError(error -> stop(sample, engine, outcome(error, response)))
                    .doOnCancel(() -> stop(sample, engine, "client-left"));
        });
    }

    private static String outcome(Throwable error, ServerHttpResponse response) {
        if (!response.isCommitted()) {
            return "refused";
        }
        return ClientDeparture.isCause(error, response) ? "client-left" : "aborted";
    }

    public void firstByte(EngineKind engine, Duration sinceRequest) {
        meters.timer(StreamMeter.FIRST_BYTE.meterName(), ENGINE, engine.lowerCase())
                .record(sinceRequest);
    }

    void planned(Duration sinceRequest) {
        meters.timer(StreamMeter.PLAN.meterName()).record(sinceRequest);
    }

    public void served(EngineKind engine, long bytes) {
        Counter counter = served.get(engine);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + engine);
        }
        counter.increment((double) bytes);
    }

    private void stop(Timer.Sample sample, EngineKind engine, String outcome) {
        sample.stop(meters.timer(StreamMeter.DELIVERY.meterName(), ENGINE, engine.lowerCase(), "outcome", outcome));
    }
}
