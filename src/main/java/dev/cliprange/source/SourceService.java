package dev.cliprange.source;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.web.Cursor;
import dev.cliprange.web.EntityTag;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Registering sources and looking them up. */
@Service
public class SourceService {

    private static final Logger log = LoggerFactory.getLogger(SourceService.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Cursor BEFORE_ALL = new Cursor(0, new UUID(0, 0));

    private final SourceRepository sources;
    private final SourceStore store;
    private final IndexingTasks tasks;
    private final SourceIndexes indexes;

    SourceService(SourceRepository sources, SourceStore store, IndexingTasks tasks, SourceIndexes indexes) {
        this.sources = sources;
        this.store = store;
        this.tasks = tasks;
        this.indexes = indexes;
    }

    /**
     * The outcome of a registration.
     *
     * @param isNew whether this call made the row
     */
    public record Registration(Source source, boolean isNew) {}

    /**
     * Registers the source with a URI, or returns the one that has it. URIs are the same if all their characters are, query
     * included.
     *
     * @throws FailureException REQUEST_INVALID, SOURCE_NOT_ALLOWED, SOURCE_NOT_FOUND, SOURCE_UNREADABLE, SOURCE_TIMEOUT
     */
    public Mono<Registration> register(String uri, @Nullable String title) {
        return Mono.fromSupplier(() -> Location.parse(uri))
                .flatMap(location -> store.stat(location)
                        .flatMap(stat -> sources.insert(
                                UUID.randomUUID(), location.uri(), title, stat.sizeBytes(), stat.revision()))
                        .flatMap(source -> tasks.schedule(source.id()).thenReturn(new Registration(source, true)))
                        .switchIfEmpty(Mono.defer(() -> sources.findByUri(location.uri()))
                                .map(source -> new Registration(source, false))));
    }

    /** @throws FailureException SOURCE_UNKNOWN */
    public Mono<Source> get(UUID sourceId) {
        return sources.findById(sourceId).switchIfEmpty(Mono.error(() -> unknown(sourceId)));
    }

    /** The source once its state is final, or as it is when the time is over.
     *
     * @throws FailureException SOURCE_UNKNOWN
     */
    public Mono<Source> await(UUID sourceId, Duration longest) {
        return longest.isZero()
                ? get(sourceId)
                : get(sourceId)
                        .repeatWhen(rounds -> rounds.delayElements(LOOK_EVERY).take(longest))
                        .takeUntil(source -> source.state().isFinal())
                        .last();
    }

    /** At most {@code limit} sources behind a cursor, in the order of their registration. */
    public Mono<List<Source>> list(Cursor after, int limit) {
        Cursor cursor = after.equals(Cursor.START) ? BEFORE_ALL : after;
        return sources.findBehind(Instant.EPOCH.plus(cursor.position(), ChronoUnit.MICROS), cursor.id(), limit)
                .collectList();
    }

    /** Reads the source again, from its address on.
     *
     * @throws FailureException SOURCE_UNKNOWN
     */
    public Mono<Source> reindex(UUID sourceId) {
        return sources.enter(sourceId, SourceState.INDEXING)
                .switchIfEmpty(Mono.error(() -> unknown(sourceId)))
                .delayUntil(source -> tasks.schedule(sourceId));
    }

    /**
     * To be told when a source's object was found to be another than the one that was read: it is read again, once,
     * however many readers notice.
     */
    public Mono<Void> objectChanged(ReadySource source) {
        return sources.enterIndexingFrom(source.id(), source.revision())
                .flatMap(changed -> tasks.schedule(changed.id()))
                .then();
    }

    /**
     * Schedules every source whose reading may have ended with an instance, and the replacement of indexes of earlier
     * generations.
     */
    @EventListener(ApplicationReadyEvent.class)
    void resumeUnfinished() {
        sources.findUnfinished()
                .concatMap(tasks::schedule)
                .then(tasks.scheduleRefresh())
                .subscribe(done -> {}, error -> log.atWarn().setCause(error).log("unfinished sources not looked up"));
    }

    /** @throws FailureException SOURCE_UNKNOWN, PRECONDITION_FAILED */
    public Mono<Void> delete(UUID sourceId, @Nullable String ifMatch) {
        return get(sourceId)
                .doOnNext(source -> EntityTag.check(ifMatch, source.rowVersion()))
                .flatMap(source -> sources.delete(sourceId))
                .flatMap(indexes::forget)
                .then();
    }

    /** The answer to an id that no source has. */
    public static FailureException unknown(UUID sourceId) {
        return new FailureException(Failure.SOURCE_UNKNOWN, "No source has the id " + sourceId + ".");
    }
}
