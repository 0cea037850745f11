package dev.cliprange.ingest.event;

import dev.cliprange.failure.FailureException;
import dev.cliprange.source.SourceService;
import dev.cliprange.storage.location.S3Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Registers the objects that records of S3 events name, and has changed objects read again. */
@Component
class EventFollower {

    private static final Logger log = LoggerFactory.getLogger(EventFollower.class);

    private static final int AT_ONCE = 8;

    private final SourceService sources;
    private final EventScope scope;

    EventFollower(SourceService sources, EventScope scope) {
        this.sources = sources;
        this.scope = scope;
    }

    /** The number of records with each outcome. */
    record Counts(int registered, int known, int ignored) {

        private static final Counts NONE = new Counts(0, 0, 0);

        private Counts plus(Counts other) {
            return new Counts(registered + other.registered, known + other.known, ignored + other.ignored);
        }

        private static Counts ignored(int records) {
            return new Counts(0, 0, records);
        }

        /** Further records of the same object say nothing new. */
        private static Counts of(SourceService.Hint hint, int records) {
            return switch (hint) {
                case REGISTERED -> new Counts(1, records - 1, 0);
                case KNOWN -> new Counts(0, records, 0);
            };
        }
    }

    /**
     * Follows the records of one event. A record that cannot be used is ignored.
     *
     * @throws FailureException if storage or database failed, after all records were tried; the sender repeats the event
     */
    Mono<Counts> follow(List<Object> records) {
        Map<S3Location, Integer> objects = new LinkedHashMap<>();
        int ignored = 0;
        for (Object record : records) {
            Optional<S3Location> object = ReportedObject.of(record).filter(scope::covers);
            object.ifPresent(it -> objects.merge(it, 1, Integer::sum));
            ignored += object.isPresent() ? 0 : 1;
        }
        Counts before = Counts.ignored(ignored);
        var failed = new AtomicReference<Optional<Throwable>>(Optional.empty());
        return Flux.fromIterable(new ArrayList<>(objects.entrySet()))
                .flatMap(
                        object -> follow(object.getKey(), object.getValue()).onErrorResume(failure -> {
                            failed.set(Optional.of(failure));
                            return Mono.just(Counts.NONE);
                        }),
                        AT_ONCE)
                .reduce(before, Counts::plus)
                .flatMap(counts -> failed.get().map(Mono::<Counts>error).orElseGet(() -> Mono.just(counts)));
    }

    private Mono<Counts> follow(S3Location object, int records) {
        return sources.objectReported(object)
                .map(hint -> Counts.of(hint, records))
                .onErrorResume(EventFollower::isOfTheObject, failure -> {
                    log.atInfo()
                            .addKeyValue("object", object)
                            .addKeyValue("reason", String.valueOf(failure.getMessage()))
                            .log("reported object ignored");
                    return Mono.just(Counts.ignored(records));
                });
    }

    /** The object is missing, empty, or not allowed as a source. Repeating the event would not help. */
    private static boolean isOfTheObject(Throwable failure) {
        return failure instanceof FailureException known
                && switch (known.failure().kind()) {
                    case CALLER, MEDIA -> true;
                    case UPSTREAM, CAPACITY, INTERNAL -> false;
                };
    }
}
