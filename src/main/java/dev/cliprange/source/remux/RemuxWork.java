package dev.cliprange.source.remux;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.transcode.RemuxRequest;
import dev.cliprange.ffmpeg.transcode.Remuxer;
import dev.cliprange.job.life.JobPurpose;
import dev.cliprange.job.life.JobRun;
import dev.cliprange.job.life.JobWork;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.source.BuiltIndex;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.Source;
import dev.cliprange.source.Source.MediaObject;
import dev.cliprange.source.SourceFrames;
import dev.cliprange.source.SourceRepository;
import dev.cliprange.source.SourceService;
import dev.cliprange.source.indexing.Mp4Indexer;
import dev.cliprange.source.indexing.SourceReplacement;
import dev.cliprange.source.orphan.AttemptCleaning;
import dev.cliprange.storage.lease.FfmpegInputUrls;
import dev.cliprange.storage.lease.SourceLease;
import dev.cliprange.storage.location.DerivedLocation;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.storage.work.SourceWork;
import dev.cliprange.storage.work.SourceWork.Part;
import dev.cliprange.storage.work.WorkStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Copies the media of a source into an MP4, indexes it, compares its frames with those of the source, and makes the
 * source sliced. The object of an attempt that does not succeed is deleted.
 */
@Component
class RemuxWork implements JobWork {

    private static final String FILE = "/media.mp4";
    private static final Duration REPORT_EVERY = Duration.ofSeconds(1);
    private static final long SMALLEST_LIMIT_BYTES = 64L << 20;
    private static final long LARGEST_OBJECT_BYTES = 5L << 40;
    /** Indexing is the rest. */
    private static final int PERCENT_OF_COPY = 90;

    private final SourceRepository sources;
    private final SourceStore store;
    private final FfmpegInputUrls urls;
    private final Remuxer remuxer;
    private final WorkStore work;
    private final Mp4Indexer indexer;
    private final SourceFrames frames;
    private final SourceReplacement replacement;
    private final AttemptCleaning cleaning;

    RemuxWork(
            SourceRepository sources,
            SourceStore store,
            FfmpegInputUrls urls,
            Remuxer remuxer,
            WorkStore work,
            Mp4Indexer indexer,
            SourceFrames frames,
            SourceReplacement replacement,
            AttemptCleaning cleaning) {
        this.sources = sources;
        this.store = store;
        this.urls = urls;
        this.remuxer = remuxer;
        this.work = work;
        this.indexer = indexer;
        this.frames = frames;
        this.replacement = replacement;
        this.cleaning = cleaning;
    }

    @Override
    public JobPurpose purpose() {
        return JobPurpose.REMUX;
    }

    @Override
    public Mono<Void> run(JobRun run) {
        return sources.findById(run.job().sourceId())
                .switchIfEmpty(Mono.error(() -> SourceService.unknown(run.job().sourceId())))
                .flatMap(source -> source.ready().sliceable()
                        // It was remuxed or replaced meanwhile.
                        ? run.complete(Mono.just(source))
                        : remux(source, run))
                .then();
    }

    private Mono<Source> remux(Source source, JobRun run) {
        SourceWork objects = work.of(source.id());
        String job = run.job().id().toString();
        String folder = job + "/" + run.job().attempt();
        return objects.deleteFolder(Part.MEDIA, job)
                .then(Mono.usingWhen(
                        Mono.just(folder),
                        it -> remux(source, run, objects, it),
                        it -> Mono.empty(),
                        (it, failure) -> discard(source, objects, it),
                        it -> discard(source, objects, it)));
    }

    private Mono<Source> remux(Source source, JobRun run, SourceWork objects, String folder) {
        ReadySource original = source.ready();
        var tracks = RemuxTracks.of(original.media());
        var location = new DerivedLocation(objects.key(Part.MEDIA, folder + FILE));
        return copy(original, tracks, run, objects, folder + FILE)
                .then(Mono.defer(() -> store.stat(location)))
                .flatMap(stat -> index(source, original, tracks, run, location, stat))
                .switchIfEmpty(Mono.error(() ->
                        new FailureException(Failure.SOURCE_CHANGED, "The source has changed while it was copied.")));
    }

    private Mono<Void> copy(ReadySource source, RemuxTracks tracks, JobRun run, SourceWork objects, String name) {
        return urls.with(
                        source.location(),
                        source.object(),
                        remuxer.longest(),
                        lease -> copy(source, tracks, run, objects, name, lease))
                .then();
    }

    private Mono<Long> copy(
            ReadySource source, RemuxTracks tracks, JobRun run, SourceWork objects, String name, SourceLease lease) {
        var positionUs = new AtomicLong();
        var request = new RemuxRequest(
                "source " + source.id(),
                tracks.input(lease.input()),
                tracks.encodedStreams(),
                tracks.channels(),
                positionUs::set);
        Mono<Long> stored = objects.putUpTo(Part.MEDIA, name, remuxer.remux(request), mostBytes(source))
                .onErrorMap(error -> lease.failure().<Throwable>map(it -> it).orElse(error));
        return Mono.firstWithSignal(
                stored, reports(run, positionUs::get, source.durationUs()).then(Mono.never()));
    }

    /** Does not complete. Fails if the job is no longer this worker's. */
    private static Flux<Void> reports(JobRun run, LongSupplier positionUs, long durationUs) {
        return Flux.interval(REPORT_EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> run.progress("copying", percent(positionUs.getAsLong(), durationUs)));
    }

    static int percent(long positionUs, long durationUs) {
        return (int) (PERCENT_OF_COPY * Math.min(1.0, (double) positionUs / durationUs));
    }

    /** The overhead of small packets may be as large as the packets. */
    private static long mostBytes(ReadySource source) {
        long twice = Math.min(source.sizeBytes(), LARGEST_OBJECT_BYTES) * 2;
        return Math.min(twice + SMALLEST_LIMIT_BYTES, LARGEST_OBJECT_BYTES);
    }

    private Mono<Source> index(
            Source source,
            ReadySource original,
            RemuxTracks tracks,
            JobRun run,
            DerivedLocation location,
            ObjectStat stat) {
        var object = new MediaObject(location.key(), stat.sizeBytes(), stat.revision(), original.revision());
        return run.progress("indexing", PERCENT_OF_COPY)
                .then(indexer.index(
                        location,
                        stat,
                        index -> compare(original, index)
                                .then(replacement.put(source, object, index, tracks.ignored(), run::complete))))
                .onErrorMap(
                        Mp4Exception.class,
                        problem -> new FailureException(
                                Failure.MEDIA_UNSUPPORTED,
                                "The copy cannot be sliced: " + problem.reason()
                                        + " The source needs re-encoding to H.264 before it is registered.",
                                problem));
    }

    private Mono<Void> compare(ReadySource source, BuiltIndex copy) {
        return Mono.defer(() -> {
            FrameOrder.require(source.media().container(), copy);
            var agreement = new FrameAgreement(copy);
            return frames.pages(source)
                    .publishOn(Schedulers.boundedElastic(), 1)
                    .doOnNext(agreement::compare)
                    .then(Mono.fromRunnable(agreement::end));
        });
    }

    private Mono<Void> discard(Source source, SourceWork objects, String folder) {
        String key = objects.key(Part.MEDIA, folder + FILE);
        Mono<Boolean> isUsed = sources.findById(source.id()).map(now -> key.equals(now.objectKey()));
        return cleaning.discard(source.id(), Part.MEDIA, folder, isUsed);
    }
}
