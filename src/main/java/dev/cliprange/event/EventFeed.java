package dev.cliprange.event;

import dev.cliprange.web.EndSignal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;
import tools.jackson.databind.JsonNode;

/** Follows the table of events for this instance, and emits each event once, in order. */
@Component
public class EventFeed implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventFeed.class);
    private static final int PAGE = 500;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(5);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

    private final EventRepository events;
    private final EventProperties properties;
    private final Sinks.Many<ChangeEvent> changes = Sinks.many().multicast().directBestEffort();
    private final Sinks.Many<Long> newest = Sinks.many().replay().latest();
    private final EndSignal end = new EndSignal();
    private final AtomicBoolean lost = new AtomicBoolean();
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile RecentEvents recent = new RecentEvents(Long.MAX_VALUE);
    private volatile Disposable work = Disposables.disposed();

    EventFeed(EventRepository events, EventProperties properties) {
        this.events = events;
        this.properties = properties;
    }

    /** Returns all events from now on, for caches of this instance. Subscribers must not block. */
    public Flux<ChangeEvent> changes() {
        return changes.asFlux();
    }

    /** Writes an event that no database trigger writes. */
    public Mono<Void> publish(String type, @Nullable UUID sourceId, JsonNode data) {
        return events.publish(type, sourceId, data);
    }

    /** Returns the stream, which completes when this instance stops. */
    public <T> Flux<T> untilStop(Flux<T> stream) {
        return end.applyTo(stream);
    }

    /** Returns the events after an ID and all future ones, with backpressure; does not complete. */
    public Flux<ChangeEvent> after(long id) {
        var cursor = new AtomicLong(id);
        return newest.asFlux().onBackpressureLatest().concatMap(tick -> drain(cursor, () -> read(cursor.get())), 1);
    }

    /** Returns the ID of the newest event that this instance has read. */
    public Mono<Long> newestId() {
        return newest.asFlux().next();
    }

    /** Returns whether events after an ID may have been deleted already. */
    public Mono<Boolean> hasGapAfter(long id) {
        return events.oldestId().map(oldest -> id + 1 < oldest);
    }

    private Flux<ChangeEvent> read(long id) {
        return recent.after(id, PAGE).map(Flux::fromIterable).orElseGet(() -> events.findAfter(id, PAGE));
    }

    /** Reads page by page until one is not full. */
    private static Flux<ChangeEvent> drain(AtomicLong cursor, java.util.function.Supplier<Flux<ChangeEvent>> page) {
        var count = new AtomicLong();
        return Flux.defer(() -> {
                    count.set(0);
                    return page.get();
                })
                .doOnNext(event -> {
                    cursor.set(event.id());
                    count.incrementAndGet();
                })
                .repeat(() -> count.get() == PAGE);
    }

    @Override
    public void start() {
        running.set(true);
        Retry patiently = Retry.backoff(Long.MAX_VALUE, FIRST_RETRY)
                .maxBackoff(LONGEST_RETRY)
                .transientErrors(true);
        Flux<Boolean> signals =
                events.listen().doOnError(this::noteLoss).retryWhen(patiently).repeat();
        Flux<Boolean> looks = Flux.interval(LOOK_EVERY).onBackpressureDrop().map(tick -> true);
        work = Disposables.composite(
                events.newestId()
                        .retryWhen(patiently)
                        .flatMapMany(id -> follow(id, Flux.merge(signals, looks)))
                        .subscribe(
                                event -> {},
                                error -> log.atError().setCause(error).log("change feed failed")),
                Flux.interval(PRUNE_EVERY)
                        .onBackpressureDrop()
                        .concatMap(tick -> events.prune(properties.kept(), properties.maxKept())
                                .onErrorComplete())
                        .subscribe());
    }

    private Flux<ChangeEvent> follow(long startId, Flux<Boolean> ticks) {
        var cursor = new AtomicLong(startId);
        recent = new RecentEvents(startId);
        newest.tryEmitNext(startId);
        return ticks.onBackpressureLatest()
                .concatMap(
                        tick -> drain(cursor, () -> events.findAfter(cursor.get(), PAGE))
                                .doOnNext(this::emit)
                                .collectList()
                                .doOnNext(this::notifyReaders)
                                .flatMapIterable(it -> it)
                                .onErrorResume(error -> Flux.empty()),
                        1);
    }

    private void emit(ChangeEvent event) {
        recent.add(event);
        changes.tryEmitNext(event);
    }

    private void notifyReaders(List<ChangeEvent> page) {
        if (lost.compareAndSet(true, false)) {
            log.info("change feed resumed");
        }
        if (!page.isEmpty()) {
            newest.tryEmitNext(page.getLast().id());
        }
    }

    private void noteLoss(Throwable error) {
        if (lost.compareAndSet(false, true)) {
            log.atWarn().addKeyValue("reason", String.valueOf(error)).log("connection for notifications lost");
        }
    }

    @Override
    public void stop() {
        running.set(false);
        end.complete();
        work.dispose();
    }

    @Override
    public boolean isRunning() {
        return running.get();
    }

    /** Stops early, because open feeds would delay the shutdown of the web server. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
