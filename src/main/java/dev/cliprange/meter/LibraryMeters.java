package dev.cliprange.meter;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the meters of libraries follow the naming rules of Prometheus, which {@code promtool check metrics} checks. */
@Configuration(proxyBeanMethods = false)
class LibraryMeters {

    /** Of meters that their library does not describe. */
    private static final Map<String, String> DESCRIPTIONS = Map.of(
            "http.server.requests", "Responses, and the time from a request to the end of its response",
            "http.server.requests.active", "Running requests, and how long they have been running");

    /** Its name has the suffix of a counter of events, which is reserved. */
    private static final Map<String, String> NAMES = Map.of("system.cpu.count", "system.cpus");

    @Bean
    static MeterFilter describedMeters() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return described(named(id));
            }
        };
    }

    /** Their base units are not seconds. {@code process.cpu.usage} and {@code system.cpu.usage} stay. */
    @Bean
    static MeterFilter metersInSecondsOnly() {
        return MeterFilter.deny(id ->
                id.getName().equals("jvm.compilation.time") || id.getName().equals("process.cpu.time"));
    }

    private static Meter.Id named(Meter.Id id) {
        return Optional.ofNullable(NAMES.get(id.getName())).map(id::withName).orElse(id);
    }

    private static Meter.Id described(Meter.Id id) {
        return Optional.ofNullable(DESCRIPTIONS.get(id.getName()))
                .map(text -> new Meter.Id(
                        id.getName(), Tags.of(id.getTagsAsIterable()), id.getBaseUnit(), text, id.getType()))
                .orElse(id);
    }
}
