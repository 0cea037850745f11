package dev.cliprange.preview;

import dev.cliprange.slice.precise.TilePlanner;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.timeline.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds the tiles of a clip: those of its source whose frames are inside the clip. */
@Component
class Tiles {

    /** The most tiles in a strip. Strips of one source have the same size. */
    static final int PLACES = 16;

    private static final int PAGES_AT_ONCE = 4;

    private final SourceIndexes indexes;

    Tiles(SourceIndexes indexes) {
        this.indexes = indexes;
    }

    /**
     * A tile of a source.
     *
     * @param page of the index
     * @param strip of the page, from 0
     * @param place in the strip, from 0
     */
    record Tile(long timeUs, int page, int strip, int place) {}

    /** Returns the tiles of a range in order. Reads the pages of the range, a few at a time. */
    Mono<List<Tile>> of(ReadySource source, TimeRange range) {
        return indexes.directory(source).flatMap(directory -> {
            int first = directory.pageAt(range.startUs());
            int last = directory.pageAt(range.endUs() - 1);
            return Flux.range(first, last - first + 1)
                    .flatMapSequential(
                            page -> indexes.part(
                                            source,
                                            start(directory.pages().get(page).startUs()))
                                    .map(part -> tiles(
                                            page,
                                            TilePlanner.timesUs(part.pages().getFirst()),
                                            range)),
                            PAGES_AT_ONCE)
                    .collect(ArrayList::new, List::addAll);
        });
    }

    /** Returns a range that only the page that begins there contains. */
    static TimeRange start(long pageStartUs) {
        long us = Math.max(0, pageStartUs);
        return new TimeRange(us, us + 1);
    }

    private static List<Tile> tiles(int page, List<Long> times, TimeRange range) {
        return IntStream.range(0, times.size())
                .filter(i -> range.contains(times.get(i)))
                .mapToObj(i -> new Tile(times.get(i), page, i / PLACES, i % PLACES))
                .toList();
    }
}
