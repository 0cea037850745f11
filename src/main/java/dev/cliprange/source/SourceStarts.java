package dev.cliprange.source;

import dev.cliprange.timeline.FrameDirectory;
import dev.cliprange.timeline.TimeRange;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds out where the clips of a source without an index start. FFmpeg starts at a keyframe, which the source's frame
 * times have, and the probe has found out at which one.
 */
@Component
class SourceStarts {

    /** The number of earlier pages that may be read for a start: four minutes at 60 frames per second. */
    private static final int MAX_PAGES = 4;

    private final SourceFrames frames;

    SourceStarts(SourceFrames frames) {
        this.frames = frames;
    }

    /**
     * Returns how much earlier than each range its clip starts, in order. Empty without video, if no keyframe is at or
     * before the start, and if it is not known at which keyframe FFmpeg starts.
     */
    Mono<List<Optional<Long>>> leadsUs(ReadySource source, List<TimeRange> ranges) {
        List<Optional<Long>> unknown =
                ranges.stream().map(range -> Optional.<Long>empty()).toList();
        if (source.media().video() == null || source.media().seekBackUs() == null) {
            return Mono.just(unknown);
        }
        long backUs = Objects.requireNonNull(source.media().seekBackUs());
        return frames.directory(source)
                .flatMap(directory -> leadsUs(source, directory, ranges, backUs))
                .defaultIfEmpty(unknown);
    }

    private Mono<List<Optional<Long>>> leadsUs(
            ReadySource source, FrameDirectory directory, List<TimeRange> ranges, long backUs) {
        List<Start> starts = ranges.stream()
                .map(range -> new Start(range.startUs(), range.startUs() - backUs))
                .toList();
        return frames.look(
                        source,
                        directory,
                        starts,
                        start -> directory.pageAt(start.latestUs()),
                        (page, start) -> page.keyframeUs(start.latestUs()))
                .flatMap(found -> Flux.range(0, starts.size())
                        .concatMap(i -> found.get(i).isPresent()
                                ? Mono.just(found.get(i))
                                : earlier(source, directory, starts.get(i)))
                        .collectList())
                .map(keyframes -> IntStream.range(0, starts.size())
                        .mapToObj(i -> keyframes.get(i).map(us -> starts.get(i).us() - us))
                        .toList());
    }

    /** @param latestUs the latest time of the keyframe that FFmpeg looks for */
    private record Start(long us, long latestUs) {}

    /**
     * Returns the keyframe of a start that is not on the page of its latest time. FFmpeg starts at the first keyframe if
     * all others are later.
     */
    private Mono<Optional<Long>> earlier(ReadySource source, FrameDirectory directory, Start start) {
        int page = directory.pageAt(start.latestUs());
        int first = Math.max(0, page - MAX_PAGES);
        return Flux.range(1, page - first)
                .concatMap(back -> keyframe(source, directory, page - back, start.latestUs()))
                .filter(Optional::isPresent)
                .next()
                .switchIfEmpty(Mono.defer(() ->
                        first == 0 ? keyframe(source, directory, page, start.us()) : Mono.just(Optional.empty())));
    }

    private Mono<Optional<Long>> keyframe(ReadySource source, FrameDirectory directory, int page, long latestUs) {
        return frames.look(source, directory, List.of(latestUs), us -> page, (found, us) -> found.keyframeUs(us))
                .map(List::getFirst);
    }
}
