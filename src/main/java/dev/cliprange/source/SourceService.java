package dev.cliprange.source;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.FailureKind;
import dev.cliprange.job.JobScheduler;
import dev.cliprange.storage.StorageCheck;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.location.S3Location;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.web.Cursor;
import dev.cliprange.web.EntityTag;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Registers sources, looks them up and deletes them. */
@Service
public class SourceService {

    private static final Logger log = LoggerFactory.getLogger(SourceService.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Cursor BEFORE_ALL = new Cursor(0, new UUID(0, 0));

    private final SourceRepository sources;
    private final SourceStore store;
    private final JobScheduler jobs;
    private final SourceIndexes indexes;
    private final StorageCheck storage;
    private final Counter registered;
    private volatile boolean stopping;

    SourceService(
            SourceRepository sources,
            SourceStore store,
            JobScheduler jobs,
            SourceIndexes indexes,
            StorageCheck storage,
            MeterRegistry meters) {
        this.storage = storage;
        this.sources = sources;
        this.store = store;
        this.jobs = jobs;
        this.indexes = indexes;
        this.registered = SourceMeter.REGISTERED.counter(meters);
    }

    /**
     * The outcome of a registration.
     *
     * @param isNew whether this call made the row
     */
    public record Registration(Source source, boolean isNew) {}

    /**
     * Registers the source with a URI, or returns the one that has it. URIs are the same if all their characters are,
     * query included. While the storage is not available, a source in a bucket is registered without a look at its
     * object, and is read later.
     *
     * @throws FailureException REQUEST_INVALID, SOURCE_NOT_ALLOWED, SOURCE_NOT_FOUND, SOURCE_UNREADABLE, SOURCE_TIMEOUT
     */
    public Mono<Registration> register(String uri, @Nullable String title) {
        return Mono.fromSupplier(() -> Location.parse(uri))
                .flatMap(location -> stat(location)
                        .flatMap(stat -> sources.insert(
                                UUID.randomUUID(),
                                location.uri(),
                                title,
                                stat.map(ObjectStat::sizeBytes).orElse(null),
                                stat.map(ObjectStat::revision).orElse(null)))
                        .doOnNext(source -> registered.increment())
                        .flatMap(source -> scheduleIndexing(source.id()).thenReturn(new Registration(source, true)))
                        .switchIfEmpty(Mono.defer(() -> sources.findByUri(location.uri()))
                                .map(source -> new Registration(source, false))));
    }

    /** Returns the size and revision; nothing if the object is in a bucket and the storage is not available. */
    private Mono<Optional<ObjectStat>> stat(Location location) {
        return store.stat(location)
                .map(Optional::of)
                .onErrorResume(
                        FailureException.class,
                        failure -> location instanceof S3Location
                                        && failure.failure().kind() == FailureKind.UPSTREAM
                                ? storage.fault()
                                        .map(fault -> Optional.<ObjectStat>empty())
                                        .switchIfEmpty(Mono.error(failure))
                                : Mono.error(failure));
    }

    /** @throws FailureException SOURCE_UNKNOWN */
    public Mono<Source> get(UUID sourceId) {
        return sources.findById(sourceId).switchIfEmpty(Mono.error(() -> unknown(sourceId)));
    }

    /**
     * Returns the source when its state is final, or its current state when the time is over.
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

    /** Lists at most {@code limit} sources after a cursor, in the order of registration. */
    public Mono<List<Source>> list(Cursor after, int limit) {
        Cursor cursor = after.equals(Cursor.START) ? BEFORE_ALL : after;
        return sources.findAfter(Instant.EPOCH.plus(cursor.position(), ChronoUnit.MICROS), cursor.id(), limit)
                .collectList();
    }

    /**
     * Schedules the source to be read again.
     *
     * @throws FailureException SOURCE_UNKNOWN
     */
    public Mono<Source> reindex(UUID sourceId) {
        return sources.enter(sourceId, SourceState.INDEXING)
                .switchIfEmpty(Mono.error(() -> unknown(sourceId)))
                .delayUntil(source -> scheduleIndexing(sourceId));
    }

    /**
     * Schedules a source to be read again, because its object differs from the one that was read. Concurrent reports of
     * the same revision schedule it once.
     */
    public Mono<Void> objectChanged(ReadySource source) {
        return sources.enterIndexingFrom(source.id(), source.revision())
                .flatMap(changed -> scheduleIndexing(changed.id()))
                .then();
    }

    /**
     * Schedules every source that is not read yet for now: its reading may have ended with an instance, or it waits for
     * a component that is back. Also schedules the replacement of indexes of earlier generations. Returns at once.
     */
    @EventListener(ApplicationReadyEvent.class)
    public void resumeUnfinished() {
        sources.findUnfinished()
                .concatMap(id -> jobs.scheduleNow(SourceJobs.INDEX, id.toString()))
                .then(jobs.scheduleNow(SourceJobs.REFRESH, SourceJobs.REFRESH_ID))
                .subscribe(done -> {}, this::notResumed);
    }

    /** Another instance, or the next start, resumes them if this instance is stopping. */
    private void notResumed(Throwable error) {
        log.atLevel(stopping ? Level.DEBUG : Level.WARN).setCause(error).log("failed to resume unfinished sources");
    }

    @EventListener(ContextClosedEvent.class)
    void stop() {
        stopping = true;
    }

    /** @throws FailureException SOURCE_UNKNOWN, PRECONDITION_FAILED */
    public Mono<Void> delete(UUID sourceId, @Nullable String ifMatch) {
        return get(sourceId)
                .doOnNext(source -> EntityTag.check(ifMatch, source.rowVersion()))
                .flatMap(source -> sources.delete(sourceId))
                .flatMap(indexes::forget)
                .then();
    }

    private Mono<Void> scheduleIndexing(UUID sourceId) {
        return jobs.schedule(SourceJobs.INDEX, sourceId.toString());
    }

    /** Returns the failure for an unknown id. */
    public static FailureException unknown(UUID sourceId) {
        return new FailureException(Failure.SOURCE_UNKNOWN, "No source has the id " + sourceId + ".");
    }
}
