package dev.cliprange.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.ToDoubleFunction;

/**
 * A meter of a package. Each package has an enum of them. Meters are registered when the server starts, with every value
 * of their tags, so that a rate is right from the first event on.
 */
public interface MeterName {

    /** The name in the notation of Micrometer, as {@code clip.delivery.bytes}. */
    String meterName();

    /** One sentence without a full stop. Prometheus shows it as HELP. */
    String description();

    /** Returns the counter with these tags, and registers it if necessary. */
    default Counter counter(MeterRegistry registry, String... tags) {
        return Counter.builder(meterName())
                .description(description())
                .tags(tags)
                .register(registry);
    }

    /** Returns the timer with these tags, and registers it if necessary. */
    default Timer timer(MeterRegistry registry, String... tags) {
        return Timer.builder(meterName()).description(description()).tags(tags).register(registry);
    }

    /** Registers a gauge that reads its value from {@code state}, which the registry keeps reachable. */
    default <T> void gauge(MeterRegistry registry, T state, ToDoubleFunction<T> value, String... tags) {
        Gauge.builder(meterName(), state, value)
                .strongReference(true)
                .description(description())
                .tags(tags)
                .register(registry);
    }
}
