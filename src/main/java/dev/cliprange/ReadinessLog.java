package dev.cliprange;

import dev.cliprange.source.SourceService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Looks at readiness every few seconds, and writes one line when a component goes down and one when it is back. Then it
 * also resumes the sources that wait for it. So a log explains an outage although no probe is configured.
 */
@Component
class ReadinessLog {

    private static final Logger log = LoggerFactory.getLogger(ReadinessLog.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final String GROUP = "readiness";

    /** Down while the instance starts and stops, which is no fault. */
    private static final String OF_THE_INSTANCE = "readinessState";

    private final HealthEndpoint health;
    private final SourceService sources;
    private final Clock clock;

    /** By the name of the component. */
    private final Map<String, Instant> downSince = new ConcurrentHashMap<>();

    private final Disposable.Swap looks = Disposables.swap();

    ReadinessLog(HealthEndpoint health, SourceService sources, Clock clock) {
        this.health = health;
        this.sources = sources;
        this.clock = clock;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        looks.update(Flux.interval(Duration.ZERO, EVERY)
                .onBackpressureDrop()
                .concatMap(
                        tick -> Mono.fromRunnable(this::look)
                                .subscribeOn(Schedulers.boundedElastic())
                                .onErrorComplete(),
                        0)
                .subscribe());
    }

    @EventListener(ContextClosedEvent.class)
    void stop() {
        looks.dispose();
    }

    private void look() {
        Map<String, HealthDescriptor> components = components();
        boolean returned = false;
        for (Map.Entry<String, HealthDescriptor> component : components.entrySet()) {
            if (!component.getKey().equals(OF_THE_INSTANCE) && !looks.isDisposed()) {
                returned |= note(component.getKey(), component.getValue());
            }
        }
        if (returned) {
            sources.resumeUnfinished();
        }
    }

    private Map<String, HealthDescriptor> components() {
        return health.healthForPath(GROUP) instanceof CompositeHealthDescriptor readiness
                ? Optional.ofNullable(readiness.getComponents()).orElse(Map.of())
                : Map.of();
    }

    /** Returns whether the component is back. */
    private boolean note(String name, HealthDescriptor component) {
        if (!Status.UP.equals(component.getStatus())) {
            if (downSince.putIfAbsent(name, clock.instant()) == null) {
                LoggingEventBuilder line = log.atWarn().addKeyValue("component", name);
                for (Map.Entry<String, Object> detail : details(component).entrySet()) {
                    line = line.addKeyValue(detail.getKey(), detail.getValue());
                }
                line.log("a component is down");
            }
            return false;
        }
        Instant since = downSince.remove(name);
        if (since == null) {
            return false;
        }
        log.atInfo()
                .addKeyValue("component", name)
                .addKeyValue(
                        "downSeconds", Duration.between(since, clock.instant()).toSeconds())
                .log("a component is up again");
        return true;
    }

    private static Map<String, Object> details(HealthDescriptor component) {
        return component instanceof IndicatedHealthDescriptor indicated
                ? Optional.ofNullable(indicated.getDetails()).orElse(Map.of())
                : Map.of();
    }
}
