package dev.cliprange.source;

import dev.cliprange.index.IndexPage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Looks up many points in an index, each on its page: neighbouring pages come in one read, each once, and no more than
 * one such run of pages is held at a time.
 */
final class PageVisits<P> {

    private static final int RUN_PAGES = 16;

    private record Visit<P>(int place, int page, P point) {}

    private final TreeMap<Integer, List<Visit<P>>> runs = new TreeMap<>();

    /** @param pageOf the page a point lies on; what it throws is thrown on */
    PageVisits(List<P> points, ToIntFunction<P> pageOf) {
        for (int place = 0; place < points.size(); place++) {
            P point = points.get(place);
            int page = pageOf.applyAsInt(point);
            runs.computeIfAbsent(page / RUN_PAGES, run -> new ArrayList<>()).add(new Visit<>(place, page, point));
        }
    }

    /** What a look at each point's page gave, in the order of the points. */
    <R> Mono<List<R>> look(ReadySource source, SourceIndexes indexes, BiFunction<IndexPage, P, R> look) {
        return Flux.fromIterable(runs.values())
                .concatMap(run -> pages(source, indexes, run).map(pages -> look(run, pages, look)))
                .collect(() -> new TreeMap<Integer, R>(), Map::putAll)
                .map(found -> List.copyOf(found.values()));
    }

    private static <P> Mono<Map<Integer, IndexPage>> pages(
            ReadySource source, SourceIndexes indexes, List<Visit<P>> run) {
        int first = run.stream().mapToInt(Visit::page).min().orElseThrow();
        int last = run.stream().mapToInt(Visit::page).max().orElseThrow();
        return indexes.pages(source, first, last)
                .map(part -> part.pages().stream().collect(Collectors.toMap(IndexPage::number, Function.identity())));
    }

    private static <P, R> Map<Integer, R> look(
            List<Visit<P>> run, Map<Integer, IndexPage> pages, BiFunction<IndexPage, P, R> look) {
        Map<Integer, R> found = new HashMap<>();
        for (Visit<P> visit : run) {
            IndexPage page = Optional.ofNullable(pages.get(visit.page())).orElseThrow();
            found.put(visit.place(), look.apply(page, visit.point()));
        }
        return found;
    }
}
