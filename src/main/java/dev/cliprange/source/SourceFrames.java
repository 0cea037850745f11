package dev.cliprange.source;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.timeline.FrameDirectory;
import dev.cliprange.timeline.FramePage;
import dev.cliprange.timeline.FrameTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The frame times of sources without an index. They are in the database, and are deleted with their source. Each call
 * has at most one page of them in memory.
 */
@Component
public class SourceFrames {

    private final SourceFramesRepository rows;

    SourceFrames(SourceFramesRepository rows) {
        this.rows = rows;
    }

    /** Stores the times and replaces earlier ones. */
    public Mono<Void> put(UUID sourceId, String revision, Optional<FrameTable> frames) {
        return Mono.justOrEmpty(frames)
                .flatMap(table -> rows.put(sourceId, revision, table.directory(), table.pages()))
                .then();
    }

    /** Returns whether a source has these times already. */
    public Mono<Boolean> isStored(UUID sourceId, String revision, Optional<FrameTable> frames) {
        return Mono.justOrEmpty(frames)
                .flatMap(table -> rows.isStored(sourceId, revision, table.directory(), table.pages()))
                .defaultIfEmpty(false);
    }

    /** Empty for a source without video, and for a source that was read by a release without frame lists. */
    Mono<FrameDirectory> directory(ReadySource source) {
        return rows.find(source.id(), source.revision()).map(row -> FrameDirectory.decode(row.bytes()));
    }

    /**
     * Returns the result of each look-up, in the order of the points. Each page is read once.
     *
     * @param pageOf returns the page of a point; its exceptions are passed on
     */
    <P, R> Mono<List<R>> look(
            ReadySource source,
            FrameDirectory directory,
            List<P> points,
            ToIntFunction<P> pageOf,
            BiFunction<FramePage, P, R> look) {
        return Mono.fromSupplier(() -> places(points, pageOf))
                .flatMapMany(places -> Flux.fromIterable(places.entrySet()))
                .concatMap(places -> page(source, directory, places.getKey()).map(page -> {
                    Map<Integer, R> found = new HashMap<>();
                    places.getValue().forEach(place -> found.put(place, look.apply(page, points.get(place))));
                    return found;
                }))
                .collect(() -> new TreeMap<Integer, R>(), Map::putAll)
                .map(found -> List.copyOf(found.values()));
    }

    /**
     * Returns all pages, in order. Each is read when it is requested.
     *
     * @return empty without video, and for a source that was read by a release without frame lists
     */
    public Flux<FramePage> pages(ReadySource source) {
        return directory(source)
                .flatMapMany(directory -> Flux.range(0, directory.pageOf(directory.frames()) + 1)
                        .concatMap(number -> page(source, directory, number), 1));
    }

    private static <P> Map<Integer, List<Integer>> places(List<P> points, ToIntFunction<P> pageOf) {
        var places = new TreeMap<Integer, List<Integer>>();
        for (int place = 0; place < points.size(); place++) {
            places.computeIfAbsent(pageOf.applyAsInt(points.get(place)), page -> new ArrayList<>())
                    .add(place);
        }
        return places;
    }

    private Mono<FramePage> page(ReadySource source, FrameDirectory directory, int number) {
        return rows.read(
                        source.id(),
                        source.revision(),
                        directory.offsetBytes(number) + 1,
                        directory.lengthBytes(number))
                .map(row -> FramePage.decode(directory, number, row.bytes()))
                .switchIfEmpty(Mono.error(() -> new FailureException(
                        Failure.SOURCE_NOT_READY, "The source has changed. It is being read again.")));
    }
}
