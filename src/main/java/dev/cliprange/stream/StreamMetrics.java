package dev.cliprange.stream;

import dev.cliprange.clip.EngineKind;
import dev.cliprange.web.ClientDeparture;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Records the metrics of responses. */
@Component
public class StreamMetrics {

    private static final String ENGINE = "engine";
    private static final String COMPLETE = "complete";
    private static final String CLIENT_LEFT = "client-left";
    private static final String REFUSED = "refused";
    private static final String ABORTED = "aborted";

    private final MeterRegistry meters;
    /** Looked up once, because every buffer is counted. */
    private final Map<EngineKind, Counter> served;

    private final Timer plans;

    StreamMetrics(MeterRegistry meters, StreamGate gate) {
        this.meters = meters;
        this.served = new EnumMap<>(EngineKind.class);
        for (EngineKind engine : EngineKind.values()) {
            served.put(engine, StreamMeter.SERVED.counter(meters, ENGINE, engine.lowerCase()));
            firstBytes(engine);
            for (String outcome : List.of(COMPLETE, CLIENT_LEFT, REFUSED, ABORTED)) {
                deliveries(engine, outcome);
            }
        }
        this.plans = StreamMeter.PLAN.timer(meters);
        StreamMeter.STREAMS.gauge(meters, gate, StreamGate::running);
    }

    /** Returns the stream, which records its outcome and its time when it completes, fails or is cancelled. */
    Mono<Void> observe(EngineKind engine, ServerHttpResponse response, Mono<Void> stream) {
        return Mono.defer(() -> {
            Timer.Sample sample = Timer.start(meters);
            return stream.doOnSuccess(done -> stop(sample, engine, COMPLETE))
                    .doOnError(error -> stop(sample, engine, outcome(error, response)))
                    .doOnCancel(() -> stop(sample, engine, CLIENT_LEFT));
        });
    }

    private static String outcome(Throwable error, ServerHttpResponse response) {
        if (!response.isCommitted()) {
            return REFUSED;
        }
        return ClientDeparture.isCause(error, response) ? CLIENT_LEFT : ABORTED;
    }

    public void firstByte(EngineKind engine, Duration sinceRequest) {
        firstBytes(engine).record(sinceRequest);
    }

    void planned(Duration sinceRequest) {
        plans.record(sinceRequest);
    }

    public void served(EngineKind engine, long bytes) {
        Counter counter = served.get(engine);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + engine);
        }
        counter.increment((double) bytes);
    }

    private void stop(Timer.Sample sample, EngineKind engine, String outcome) {
        sample.stop(deliveries(engine, outcome));
    }

    private Timer firstBytes(EngineKind engine) {
        return StreamMeter.FIRST_BYTE.timer(meters, ENGINE, engine.lowerCase());
    }

    private Timer deliveries(EngineKind engine, String outcome) {
        return StreamMeter.DELIVERY.timer(meters, ENGINE, engine.lowerCase(), "outcome", outcome);
    }
}
