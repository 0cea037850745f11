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
 * When the frames of a source without an index are shown. Times lie in the database, and go with their source; at most
 * one page of them is in memory for each call.
 */
@Component
public class SourceFrames {

    private final SourceFramesRepository rows;

    SourceFrames(SourceFramesRepository rows) {
        this.rows = rows;
    }

    /** Stores the times in the place of earlier ones. */
    public Mono<Void> put(UUID sourceId, String revision, Optional<FrameTable> frames) {
        return Mono.justOrEmpty(frames)
                .flatMap(table -> rows.put(sourceId, revision, table.directory(), table.pages()))
                .then();
    }

    /** Empty for a source that was read before its frames were listed, and without video. */
    Mono<FrameDirectory> directory(ReadySource source) {
        return rows.find(source.id(), source.revision()).map(row -> FrameDirectory.decode(row.bytes()));
    }

    /**
     * What a look at each point's page gave, in the order of the points. Each page is read once.
     *
     * @param pageOf the page a point lies on; what it throws is thrown on
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
                        Failure.SOURCE_NOT_READY, "The source has changed; it is being read again.")));
    }
}
