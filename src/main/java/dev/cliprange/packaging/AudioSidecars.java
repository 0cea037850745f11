package dev.cliprange.packaging;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.cliprange.job.JobScheduler;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.slice.segment.AudioSidecar;
import dev.cliprange.slice.segment.SegmentSpan;
import dev.cliprange.slice.segment.TrackSegments;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.stream.StoredLayout;
import dev.cliprange.timeline.TimeRange;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Finds the copies of audio tracks for segments. If there is none and the source is interleaved, a job is requested, and
 * the segment is read from the source until the copy exists. The bytes are the same.
 */
@Component
class AudioSidecars {

    private static final Logger log = LoggerFactory.getLogger(AudioSidecars.class);
    /** A segment of a source that is not interleaved has one range, or two where chunks meet. */
    private static final int FEW_RANGES = 2;

    private static final Duration ABSENT = Duration.ofSeconds(5);
    private static final int ENTRY_BYTES = 160;
    private static final int BYTES_PER_PAGE = 24;

    private record Found(Optional<AudioSidecar> sidecar) {
        int weightBytes() {
            return ENTRY_BYTES
                    + BYTES_PER_PAGE
                            * sidecar.stream()
                                    .flatMap(it -> it.tracks().stream())
                                    .mapToInt(track -> track.pageStarts().size())
                                    .sum();
        }
    }

    private final AudioCopies copies;
    private final SourceIndexes indexes;
    private final JobScheduler jobs;
    private final long smallestBytes;
    private final Cache<String, Found> known;

    private final Counter fromCopy;
    private final Counter fromSource;

    AudioSidecars(
            AudioCopies copies,
            SourceIndexes indexes,
            JobScheduler jobs,
            PackagingProperties properties,
            MeterRegistry meters) {
        this.fromCopy = PackagingMeter.AUDIO_SEGMENTS.counter(meters, "copy");
        this.fromSource = PackagingMeter.AUDIO_SEGMENTS.counter(meters, "source");
        this.copies = copies;
        this.indexes = indexes;
        this.jobs = jobs;
        this.smallestBytes = properties.sidecarFrom().toBytes();
        this.known = Caffeine.newBuilder()
                .maximumWeight(properties.sidecarCache().bytes())
                .weigher((String key, Found found) -> found.weightBytes())
                .expireAfter(Expiry.<String, Found>writing(
                        (key, found) -> found.sidecar.isPresent() ? Duration.ofDays(1) : ABSENT))
                .build();
    }

    /**
     * Returns a segment with its media in the copy of its track, or as it was if there is no copy.
     *
     * @param file the segment with its media in the source
     */
    Mono<StoredLayout> stored(
            ReadySource source, TrackSegments track, SegmentSpan segment, TimeRange range, TaggedLayout file) {
        if (source.sizeBytes() < smallestBytes || file.layout().sourceSpans().size() <= FEW_RANGES) {
            return Mono.just(StoredLayout.ofSource(file));
        }
        return find(source)
                .flatMap(found -> Mono.justOrEmpty(found.sidecar.flatMap(sidecar -> sidecar.find(track.track()))))
                .flatMap(copied -> indexes.part(source, range)
                        .flatMap(part -> Mono.justOrEmpty(copied.layout(file.layout(), segment, part.pages()))))
                .map(layout ->
                        StoredLayout.ofWork(new TaggedLayout(layout, file.tag()), copies.key(source, track.track())))
                .defaultIfEmpty(StoredLayout.ofSource(file))
                .doOnNext(stored -> (stored.workKeys().isEmpty() ? fromSource : fromCopy).increment());
    }

    /** The audio of a source was copied on this instance. Others notice it a few seconds later. */
    void copied(ReadySource source) {
        known.invalidate(key(source));
    }

    private static String key(ReadySource source) {
        return source.id() + "/" + source.indexGeneration() + "/" + source.revision();
    }

    private Mono<Found> find(ReadySource source) {
        String key = key(source);
        return Mono.defer(() -> Mono.justOrEmpty(known.getIfPresent(key)))
                .switchIfEmpty(Mono.defer(() -> copies.find(source)
                        .map(sidecar -> new Found(Optional.of(sidecar)))
                        .onErrorResume(error -> absent(source, error))
                        .switchIfEmpty(Mono.fromSupplier(() -> requested(source)))
                        .doOnNext(found -> known.put(key, found))));
    }

    private Found requested(ReadySource source) {
        jobs.schedule(SidecarJob.KIND, source.id().toString())
                .subscribe(done -> {}, error -> logged("copy of audio not requested", source, error));
        return new Found(Optional.empty());
    }

    /** The source can be read without a copy. */
    private static Mono<Found> absent(ReadySource source, Throwable error) {
        logged("copy of audio not found in the work storage", source, error);
        return Mono.just(new Found(Optional.empty()));
    }

    private static void logged(String what, ReadySource source, Throwable error) {
        log.atWarn()
                .addKeyValue("source", source.id())
                .addKeyValue("reason", String.valueOf(error.getMessage()))
                .log(what);
    }
}
