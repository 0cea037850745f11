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

/** What is counted of streams. */
@Component
public class DeliveryMetrics {

    private static final String ENGINE = "engine";

    private final MeterRegistry meters;
    /** Looked up once: it counts every buffer. */
    private final Map<EngineKind, Counter> served;

    DeliveryMetrics(MeterRegistry meters, StreamGate gate) {
        this.meters = meters;
        this.served = new EnumMap<>(EngineKind.class);
        for (EngineKind engine : EngineKind.values()) {
            served.put(engine, meters.counter(DeliveryMeter.SERVED.meterName(), ENGINE, engine.lowerCase()));
        }
        Gauge.builder(DeliveryMeter.STREAMS.meterName(), gate, StreamGate::running)
                .description("Responses that are running")
                .register(meters);
    }

    /** The stream that is the response's body, with its outcome and time counted once it has ended in whatever way. */
    public Mono<Void> observe(EngineKind engine, ServerHttpResponse response, Mono<Void> stream) {
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

    public void firstByte(EngineKind engine, Duration afterRequest) {
        meters.timer(DeliveryMeter.FIRST_BYTE.meterName(), ENGINE, engine.lowerCase())
                .record(afterRequest);
    }

    public void planned(Duration afterRequest) {
        meters.timer(DeliveryMeter.PLAN.meterName()).record(afterRequest);
    }

    public void served(EngineKind engine, long bytes) {
        Counter counter = served.get(engine);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + engine);
        }
        counter.increment((double) bytes);
    }

    private void stop(Timer.Sample sample, EngineKind engine, String outcome) {
        sample.stop(meters.timer(DeliveryMeter.DELIVERY.meterName(), ENGINE, engine.lowerCase(), "outcome", outcome));
    }
}
