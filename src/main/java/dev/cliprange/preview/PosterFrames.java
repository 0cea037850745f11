package dev.cliprange.preview;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.slice.precise.PicturePlanner;
import dev.cliprange.slice.precise.PicturePlanner.Picture;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.SourceKeyframes;
import dev.cliprange.source.SourceTimelines;
import dev.cliprange.timeline.TimePoint;
import dev.cliprange.timeline.TimeRange;
import dev.cliprange.web.Seconds;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds the frame of a poster. It is always a frame of the clip, because a signed URL opens nothing else. */
@Component
class PosterFrames {

    private final SourceIndexes indexes;
    private final SourceTimelines timelines;
    private final SourceKeyframes keyframes;

    PosterFrames(SourceIndexes indexes, SourceTimelines timelines, SourceKeyframes keyframes) {
        this.indexes = indexes;
        this.timelines = timelines;
        this.keyframes = keyframes;
    }

    /**
     * Returns the picture that a query names. Reads one page of the index, in rare cases two more.
     *
     * @throws FailureException RANGE_OUTSIDE_SOURCE if the time is outside the clip; RANGE_EMPTY if the clip shows no
     *     frame; MEDIA_UNSUPPORTED if the source has no index or no video; as reading the index
     */
    Mono<Picture> find(ClipDescriptor clip, PosterQuery query) {
        ReadySource source = clip.source();
        TimeRange range = clip.clip().range();
        if (!source.sliceable() || source.media().video() == null) {
            return Mono.error(new FailureException(
                    Failure.MEDIA_UNSUPPORTED, "Pictures are made of sources that have an index and video."));
        }
        long atUs = query.atUs().orElse(range.startUs());
        if (!range.contains(atUs)) {
            return Mono.error(new FailureException(
                    Failure.RANGE_OUTSIDE_SOURCE,
                    "'at' is a time of the source inside the clip: from "
                            + Seconds.of(range.startUs()).toPlainString() + ", before "
                            + Seconds.of(range.endUs()).toPlainString() + "."));
        }
        return snapped(source, range, atUs)
                .flatMap(us -> query.keyframe() ? keyframe(source, range, us) : Mono.just(us))
                .flatMap(us -> picture(source, range, us)
                        .onErrorResume(
                                PosterFrames::isEmpty,
                                nothing -> nearest(source, range, us).flatMap(near -> picture(source, range, near))));
    }

    /** As the ends of a clip snap, but never to a time outside the clip. */
    private Mono<Long> snapped(ReadySource source, TimeRange range, long atUs) {
        return atUs == range.startUs()
                ? Mono.just(atUs)
                : timelines.boundaryUs(source, new TimePoint.AtTime(atUs)).map(us -> range.contains(us) ? us : atUs);
    }

    /** Returns the keyframe at or before a time, or the next one; the time itself if the clip has neither. */
    private Mono<Long> keyframe(ReadySource source, TimeRange range, long us) {
        return keyframes
                .around(source, us)
                .map(around -> around.beforeUs()
                        .filter(range::contains)
                        .or(() -> around.afterUs().filter(range::contains))
                        .orElse(us));
    }

    /** Plans with one page of the index. */
    private Mono<Picture> picture(ReadySource source, TimeRange range, long us) {
        return indexes.directory(source).flatMap(directory -> {
            long pageEndUs = directory.pageEndUs(directory.pageAt(us));
            var part = new TimeRange(us, Math.max(us + 1, Math.min(range.endUs(), pageEndUs)));
            return indexes.part(source, part)
                    .map(found -> PicturePlanner.first(found.directory(), found.pages(), part));
        });
    }

    private static boolean isEmpty(Throwable error) {
        return error instanceof FailureException failure && failure.failure() == Failure.RANGE_EMPTY;
    }

    /** Where only audio is: the time of the clip's next frame, or of its last one. */
    private Mono<Long> nearest(ReadySource source, TimeRange range, long us) {
        return frames(source, new TimeRange(us, range.endUs()))
                .map(frames -> frames.map(SourceTimelines.FrameSpan::startFrame))
                .flatMap(next -> next.isPresent()
                        ? Mono.just(next)
                        : frames(source, range).map(all -> all.map(it -> it.endFrame() - 1)))
                .flatMap(Mono::justOrEmpty)
                .flatMap(frame -> timelines.boundaryUs(source, new TimePoint.AtFrame(frame)))
                .map(found -> Math.max(found, range.startUs()))
                .switchIfEmpty(Mono.error(() -> new FailureException(Failure.RANGE_EMPTY, "The clip shows no frame.")));
    }

    private Mono<Optional<SourceTimelines.FrameSpan>> frames(ReadySource source, TimeRange range) {
        return timelines.frames(source, range).map(found -> found.filter(it -> it.startFrame() < it.endFrame()));
    }
}
