package dev.cliprange.source;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.FailureKind;
import dev.cliprange.job.JobKind;
import dev.cliprange.job.JobScheduler;
import dev.cliprange.storage.StorageCheck;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.location.S3Location;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.storage.upload.UploadStore;
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
    private final UploadStore uploads;
    private final Counter registered;
    private volatile boolean stopping;

    SourceService(
            SourceRepository sources,
            SourceStore store,
            JobScheduler jobs,
            SourceIndexes indexes,
            StorageCheck storage,
            UploadStore uploads,
            MeterRegistry meters) {
        this.storage = storage;
        this.uploads = uploads;
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

    /**
     * Adds a source for an object that was uploaded here, or returns the one that has its URI. The caller calls {@link
     * #startReading} after its transaction.
     *
     * @param sha256 of the object, in hexadecimal; null if it is not known
     */
    public Mono<Source> addUploaded(String uri, String title, long sizeBytes, @Nullable String sha256) {
        return sources.insertUploaded(UUID.randomUUID(), uri, title, sizeBytes, sha256)
                .doOnNext(source -> registered.increment())
                .switchIfEmpty(Mono.defer(() -> sources.findByUri(uri)));
    }

    /** Schedules the reading of a source whose state is not final. Does nothing if it is scheduled. */
    public Mono<Void> startReading(Source source) {
        return source.state().isFinal() ? Mono.empty() : scheduleIndexing(source.id());
    }

    /** What a report about an object has changed. */
    public enum Hint {
        /** There is a new source. */
        REGISTERED,
        /** The source of the object exists. If its object is another one, it is read again. */
        KNOWN
    }

    /**
     * Follows a report that an object may have changed. What counts is what the storage says about the object now, so
     * reports may be repeated and may arrive in any order.
     *
     * @throws FailureException as {@link #register}
     */
    public Mono<Hint> objectReported(Location location) {
        return store.stat(location)
                .flatMap(object -> sources.findByUri(location.uri())
                        .flatMap(source -> follow(source, object).thenReturn(Hint.KNOWN))
                        .switchIfEmpty(Mono.defer(() ->
                                register(location.uri(), null).map(it -> it.isNew() ? Hint.REGISTERED : Hint.KNOWN))));
    }

    private Mono<Void> follow(Source source, ObjectStat object) {
        return switch (source.state()) {
            case REGISTERED, INDEXING ->
                // If it is ready or failed by now, its state decides.
                sources.noteHint(source.id())
                        .switchIfEmpty(Mono.defer(() -> sources.findById(source.id())
                                .filter(now -> now.state().isFinal())
                                .flatMap(now -> follow(now, object))
                                .then(Mono.empty())))
                        .then();
            case READY -> object.revision().equals(source.revision()) ? Mono.empty() : objectChanged(source.ready());
            case FAILED ->
                sources.enterIndexingFromFailed(source.id(), object.revision(), object.sizeBytes())
                        .flatMap(changed -> scheduleIndexing(changed.id()));
        };
    }

    /**
     * Returns whether a source must be read again, because its object has changed while it was being read. Called when
     * a reading has ended and before its job does: while the job exists, it cannot be scheduled.
     */
    public Mono<Boolean> mustBeReadAgain(UUID sourceId) {
        return sources.takeHint(sourceId)
                .filter(source -> source.state() == SourceState.READY)
                .map(Source::ready)
                .flatMap(source -> store.stat(source.location())
                        .filter(object -> !object.revision().equals(source.revision()))
                        .flatMap(object -> sources.enterIndexingFrom(sourceId, source.revision())))
                .then(sources.awaitsIndex(sourceId));
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
                        .reduce((earlier, later) -> later)
                        // The time was over before the first row was read.
                        .switchIfEmpty(get(sourceId));
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
                .concatMap(id -> kindOfReading(id).flatMap(kind -> jobs.scheduleNow(kind, id.toString())))
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
                .flatMap(uploadedUri -> indexes.forget(sourceId)
                        .then(uploadedUri.isEmpty() ? Mono.empty() : forgetUpload(sourceId, uploadedUri)))
                .then();
    }

    /** If it fails, the row of the upload remains, and the object is deleted later. */
    private Mono<Void> forgetUpload(UUID sourceId, String uri) {
        return Mono.fromSupplier(() -> Location.parse(uri))
                .ofType(S3Location.class)
                .flatMap(uploads::delete)
                .then(Mono.defer(() -> sources.deleteUpload(sourceId)))
                .then()
                .onErrorResume(error -> {
                    log.atWarn()
                            .addKeyValue("source", sourceId)
                            .setCause(error)
                            .log("an uploaded object was not deleted");
                    return Mono.empty();
                });
    }

    /** Schedules the job that reads a source next: the verification of its checksum, or indexing. */
    private Mono<Void> scheduleIndexing(UUID sourceId) {
        return kindOfReading(sourceId).flatMap(kind -> jobs.schedule(kind, sourceId.toString()));
    }

    private Mono<JobKind> kindOfReading(UUID sourceId) {
        return sources.findUnverified(sourceId)
                .map(unverified -> SourceJobs.VERIFY)
                .defaultIfEmpty(SourceJobs.INDEX);
    }

    /** Returns the failure for an unknown id. */
    public static FailureException unknown(UUID sourceId) {
        return new FailureException(Failure.SOURCE_UNKNOWN, "No source has the id " + sourceId + ".");
    }
}
