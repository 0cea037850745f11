package dev.cliprange.control;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceKeyframes;
import dev.cliprange.source.SourceService;
import dev.cliprange.source.frames.FrameTimes;
import dev.cliprange.timeline.TimeRange;
import dev.cliprange.web.Seconds;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The keyframes of a source, at which clips start without encoding. Times are in seconds. */
@RestController
@RequestMapping("/api/sources/{sourceId}")
@Tag(name = "Sources")
class KeyframeHandler {

    private final SourceService sources;
    private final SourceKeyframes keyframes;

    KeyframeHandler(SourceService sources, SourceKeyframes keyframes) {
        this.sources = sources;
        this.keyframes = keyframes;
    }

    /** @param next the {@code from} of the next page; null on the last page */
    record Keyframes(List<BigDecimal> keyframes, @Nullable BigDecimal next) {

        static Keyframes of(SourceKeyframes.Times times) {
            return new Keyframes(
                    times.timesUs().stream().map(Seconds::of).toList(),
                    times.nextUs().map(Seconds::of).orElse(null));
        }
    }

    /**
     * The keyframes around a time; null if there is none.
     *
     * @param nearest the nearer of the two
     */
    record Suggestion(
            BigDecimal at,
            @Nullable BigDecimal before,
            @Nullable BigDecimal after,
            @Nullable BigDecimal nearest) {

        static Suggestion of(long atUs, SourceKeyframes.Around around) {
            Optional<Long> nearest = Stream.of(around.beforeUs(), around.afterUs())
                    .flatMap(Optional::stream)
                    .reduce((before, after) -> after - atUs < atUs - before ? after : before);
            return new Suggestion(
                    Seconds.of(atUs),
                    around.beforeUs().map(Seconds::of).orElse(null),
                    around.afterUs().map(Seconds::of).orElse(null),
                    nearest.map(Seconds::of).orElse(null));
        }
    }

    @Operation(summary = "Lists the times of the keyframes in [from, to)")
    @GetMapping("/keyframes")
    Mono<Keyframes> keyframes(
            @PathVariable UUID sourceId,
            @RequestParam(defaultValue = "0") BigDecimal from,
            @RequestParam(required = false) @Nullable BigDecimal to) {
        return indexed(sourceId).flatMap(source -> {
            long fromUs = us("from", from);
            long toUs = to == null ? source.durationUs() : us("to", to);
            if (fromUs >= toUs || fromUs >= source.durationUs()) {
                throw new FailureException(Failure.RANGE_EMPTY, "'from' must be before 'to' and within the source.")
                        .withErrors(List.of(new InvalidInput.Parameter(
                                "from",
                                "Expected a time before 'to' and before the end of the source, which is at "
                                        + Seconds.of(source.durationUs()).toPlainString() + " s.")));
            }
            return keyframes.times(source, new TimeRange(fromUs, toUs)).map(Keyframes::of);
        });
    }

    @Operation(summary = "Returns the keyframes before and after a time")
    @GetMapping("/suggest")
    Mono<Suggestion> suggest(@PathVariable UUID sourceId, @RequestParam BigDecimal at) {
        return indexed(sourceId).flatMap(source -> {
            long atUs = us("at", at);
            if (atUs > source.durationUs()) {
                FailureException outside = FrameTimes.outside(atUs, source.durationUs());
                throw outside.withErrors(List.of(new InvalidInput.Parameter("at", outside.detail())));
            }
            return keyframes.around(source, atUs).map(around -> Suggestion.of(atUs, around));
        });
    }

    private Mono<ReadySource> indexed(UUID sourceId) {
        return sources.get(sourceId).map(Source::ready).doOnNext(source -> {
            if (!source.sliceable() || source.media().video() == null) {
                throw new FailureException(
                        Failure.PRECISE_UNAVAILABLE,
                        "Keyframes are available only for sources with video and an index.");
            }
        });
    }

    private static long us(String parameter, BigDecimal seconds) {
        try {
            long us = Seconds.toUs(seconds);
            if (us >= 0) {
                return us;
            }
        } catch (ArithmeticException huge) {
            // Rejected below.
        }
        throw FailureException.invalid(new InvalidInput.Parameter(
                parameter, "Expected a number of seconds, at least 0 and less than 1000000000000."));
    }
}
