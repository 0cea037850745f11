package dev.cliprange.control;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceService;
import dev.cliprange.source.SourceTimelines;
import dev.cliprange.timeline.TimePoint;
import dev.cliprange.timeline.TimeRange;
import dev.cliprange.web.Limit;
import dev.cliprange.web.Seconds;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The times of single frames, which a page needs to step through a source with any frame rate. */
@RestController
@RequestMapping("/api/sources/{sourceId}")
@Tag(name = "Sources")
class FrameHandler {

    private static final String AT = "at";

    private final SourceService sources;
    private final SourceTimelines timelines;

    FrameHandler(SourceService sources, SourceTimelines timelines) {
        this.sources = sources;
        this.timelines = timelines;
    }

    /**
     * Frames that follow each other.
     *
     * @param firstFrame the number of the first of them
     * @param times the start of each of them in seconds, and the end of the last one
     */
    record Frames(long firstFrame, List<BigDecimal> times) {

        static Frames of(long first, List<Long> timesUs) {
            return new Frames(first, timesUs.stream().map(Seconds::of).toList());
        }
    }

    @Operation(
            summary = "Lists the times of frames: those from the number 'frame', or those around the time 'at'",
            description = "The first 'limit' frames are listed if neither is given.")
    @GetMapping("/frames")
    Mono<Frames> frames(
            @PathVariable UUID sourceId,
            @RequestParam(required = false) @Nullable Long frame,
            @RequestParam(required = false) @Nullable BigDecimal at,
            @RequestParam(defaultValue = "250") int limit) {
        int most = Limit.check(limit);
        if (frame != null && at != null) {
            return Mono.error(FailureException.invalid(
                    new InvalidInput.Parameter(AT, "Expected 'frame' or 'at', and not both.")));
        }
        return sources.get(sourceId).map(Source::ready).flatMap(source -> {
            long frames = count(source);
            Mono<Long> first = at == null
                    ? Mono.just(frame == null ? 0 : frame)
                    : frameAt(source, at).map(it -> Math.max(0, Math.min(it - most / 2, frames - most)));
            return first.flatMap(from -> list(source, from, Math.min(most, frames - from)));
        });
    }

    private static long count(ReadySource source) {
        return Optional.ofNullable(source.media().video())
                .orElseThrow(() -> new FailureException(
                        Failure.MEDIA_UNSUPPORTED, "The source has no video, so it has no frames."))
                .frames();
    }

    /** Returns the frame that is shown at a time. */
    private Mono<Long> frameAt(ReadySource source, BigDecimal at) {
        long us = us(at);
        if (us < 0 || us > source.durationUs()) {
            return Mono.error(outside(
                    AT,
                    "Expected a time from 0 to "
                            + Seconds.of(source.durationUs()).toPlainString() + ", the end of the source."));
        }
        long inside = Math.min(us, source.durationUs() - 1);
        return timelines
                .frames(source, new TimeRange(inside, inside + 1))
                .map(span -> span.map(SourceTimelines.FrameSpan::startFrame).orElse(0L));
    }

    private Mono<Frames> list(ReadySource source, long first, long count) {
        if (first < 0 || count < 1) {
            return Mono.error(outside("frame", "Expected a frame from 0 to " + (count(source) - 1) + "."));
        }
        List<TimePoint> points = LongStream.rangeClosed(first, first + count)
                .<TimePoint>mapToObj(TimePoint.AtFrame::new)
                .toList();
        return timelines.boundariesUs(source, points).map(times -> Frames.of(first, times));
    }

    private static long us(BigDecimal at) {
        try {
            return Seconds.toUs(at);
        } catch (ArithmeticException huge) {
            return -1;
        }
    }

    private static FailureException outside(String parameter, String expected) {
        return new FailureException(Failure.RANGE_OUTSIDE_SOURCE, expected)
                .withErrors(List.of(new InvalidInput.Parameter(parameter, expected)));
    }
}
