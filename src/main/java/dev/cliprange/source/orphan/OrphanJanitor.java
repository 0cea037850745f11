package dev.cliprange.source.orphan;

import dev.cliprange.source.IndexRefreshRepository;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceMeter;
import dev.cliprange.source.SourceRepository;
import dev.cliprange.storage.work.NamedObjects;
import dev.cliprange.storage.work.SourceWork;
import dev.cliprange.storage.work.SourceWork.Owned;
import dev.cliprange.storage.work.SourceWork.Part;
import dev.cliprange.storage.work.WorkStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds objects of the work storage that no row names, and writes that did not end, and deletes them if it may. Objects
 * of a deleted source are orphans whatever they are. Objects that are found by their names are kept as long as their
 * source exists.
 */
@Component
class OrphanJanitor {

    private static final Logger log = LoggerFactory.getLogger(OrphanJanitor.class);
    private static final int AT_ONCE = 500;

    private final WorkStore work;
    private final SourceRepository sources;
    private final IndexRefreshRepository replaced;
    private final Map<Part, NamedObjects> named;
    private final Counter found;
    private final Counter deleted;

    OrphanJanitor(
            WorkStore work,
            SourceRepository sources,
            IndexRefreshRepository replaced,
            List<NamedObjects> named,
            MeterRegistry meters) {
        this.work = work;
        this.sources = sources;
        this.replaced = replaced;
        this.named = named.stream()
                .collect(Collectors.toMap(
                        NamedObjects::part,
                        Function.identity(),
                        (one, other) -> {
                            throw new IllegalStateException("two classes for the rows of " + one.part());
                        },
                        () -> new EnumMap<>(Part.class)));
        Arrays.stream(Part.values())
                .filter(part -> part.isNamedByRows() != this.named.containsKey(part))
                .findFirst()
                .ifPresent(part -> {
                    throw new IllegalStateException("no class for the rows of " + part + ", or one too many");
                });
        this.found = SourceMeter.ORPHANS.counter(meters, "outcome", "found");
        this.deleted = SourceMeter.ORPHANS.counter(meters, "outcome", "deleted");
    }

    /**
     * Looks at all objects. A failure ends the run, and what was deleted before stays deleted.
     *
     * @param before objects that were written later are left
     * @param delete whether orphans are deleted
     */
    Mono<Orphans> run(Instant before, boolean delete) {
        return Flux.fromIterable(SourceWork.trees())
                .concatMap(work::list)
                .filter(object -> object.modifiedAt().isBefore(before))
                .concatMap(object -> Mono.justOrEmpty(SourceWork.ownerOf(object)))
                .buffer(AT_ONCE)
                .concatMap(this::orphansOf, 1)
                .concatMap(orphan -> removed(orphan, delete), 1)
                .concatWith((delete ? work.deleteUnfinished(before) : work.unfinished(before))
                        .map(key -> unfinished(key, delete)))
                .reduce(Orphans.NONE, Orphans::plus)
                .doOnNext(all -> log(all, delete));
    }

    private Flux<Owned> orphansOf(List<Owned> objects) {
        UUID[] ids = objects.stream().map(Owned::sourceId).distinct().toArray(UUID[]::new);
        return sources.findAllById(ids)
                .map(Source::id)
                .collect(Collectors.toSet())
                .flatMapMany(existing -> keysInUse(objects, existing)
                        .flatMapIterable(used -> objects.stream()
                                .filter(object -> isOrphan(object, existing, used))
                                .toList()));
    }

    private static boolean isOrphan(Owned object, Set<UUID> existing, Set<String> used) {
        return !existing.contains(object.sourceId())
                || (object.part().filter(Part::isNamedByRows).isPresent()
                        && !isInUse(object.object().key(), used));
    }

    private static boolean isInUse(String key, Set<String> used) {
        return used.contains(key) || folders(key).anyMatch(used::contains);
    }

    /** The folders that an object is in, the nearest first. A row may name any of them. */
    private static Stream<String> folders(String key) {
        return Stream.iterate(key.lastIndexOf('/'), end -> end > 0, end -> key.lastIndexOf('/', end - 1))
                .map(end -> key.substring(0, end));
    }

    /** Returns keys and folders of the objects of sources that exist. */
    private Mono<Set<String>> keysInUse(List<Owned> objects, Set<UUID> existing) {
        Map<Part, List<Owned>> byPart = objects.stream()
                .filter(object -> existing.contains(object.sourceId()))
                .filter(object -> object.part().filter(Part::isNamedByRows).isPresent())
                .collect(Collectors.groupingBy(object -> object.part().orElseThrow()));
        String[] folders = byPart.values().stream()
                .flatMap(List::stream)
                .flatMap(object -> folders(object.object().key()))
                .distinct()
                .toArray(String[]::new);
        // Replaced folders are deleted later, by their rows.
        return Flux.fromIterable(byPart.entrySet())
                .concatMap(entry -> inUse(entry.getKey(), entry.getValue()))
                .concatWith(Flux.defer(() -> folders.length == 0 ? Flux.empty() : replaced.findReplaced(folders)))
                .collect(HashSet::new, Set::add);
    }

    private Flux<String> inUse(Part part, List<Owned> objects) {
        return Optional.ofNullable(named.get(part)).orElseThrow().inUse(objects);
    }

    private Mono<Orphans> removed(Owned orphan, boolean delete) {
        found.increment();
        String key = orphan.object().key();
        log.atDebug().addKeyValue("key", key).log("object that no row names");
        var one = new Orphans(1, orphan.object().sizeBytes(), 0);
        return delete
                ? work.delete(key).doOnSuccess(done -> deleted.increment()).thenReturn(one)
                : Mono.just(one);
    }

    private Orphans unfinished(String key, boolean delete) {
        found.increment();
        if (delete) {
            deleted.increment();
        }
        log.atDebug().addKeyValue("key", key).log("write that did not end");
        return new Orphans(0, 0, 1);
    }

    private static void log(Orphans all, boolean delete) {
        if (!all.equals(Orphans.NONE)) {
            log.atInfo()
                    .addKeyValue("objects", all.objects())
                    .addKeyValue("bytes", all.bytes())
                    .addKeyValue("unfinished", all.unfinished())
                    .addKeyValue("deleted", delete)
                    .log("the work storage had objects that no row names");
        }
    }
}
