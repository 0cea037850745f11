package dev.cliprange.source.ladder;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.job.life.DividedWork;
import dev.cliprange.job.life.Job;
import dev.cliprange.job.life.JobParts;
import dev.cliprange.job.life.JobPurpose;
import dev.cliprange.job.life.JobRun;
import dev.cliprange.job.life.PartRun;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.slice.rendition.EncodedPage;
import dev.cliprange.slice.rendition.LadderIndex;
import dev.cliprange.slice.rendition.Rung;
import dev.cliprange.source.IndexRefreshRepository;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.SourceRepository;
import dev.cliprange.source.SourceService;
import dev.cliprange.storage.work.SourceWork;
import dev.cliprange.storage.work.SourceWork.Part;
import dev.cliprange.storage.work.WorkStore;
import dev.cliprange.timeline.TimeRange;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Makes the ladder of a source. A part is a page of the index. The objects of a job are in one folder, which is deleted
 * when another ladder has replaced this one.
 */
@Component
class LadderWork implements DividedWork {

    /** The qualities without a request. */
    private static final List<Rung> USUAL = Rung.ALL.stream()
            .filter(rung -> List.of("1080p", "720p", "480p").contains(rung.name()))
            .toList();

    private static final String PAGES = "/pages";

    private final SourceRepository sources;
    private final SourceIndexes indexes;
    private final PageEncoder encoder;
    private final WorkStore work;
    private final LadderRepository ladders;
    private final IndexRefreshRepository replaced;
    private final JobParts parts;

    LadderWork(
            SourceRepository sources,
            SourceIndexes indexes,
            PageEncoder encoder,
            WorkStore work,
            LadderRepository ladders,
            IndexRefreshRepository replaced,
            JobParts parts) {
        this.sources = sources;
        this.indexes = indexes;
        this.encoder = encoder;
        this.work = work;
        this.ladders = ladders;
        this.replaced = replaced;
        this.parts = parts;
    }

    @Override
    public JobPurpose purpose() {
        return JobPurpose.RENDITIONS;
    }

    @Override
    public Mono<Void> run(JobRun run) {
        return plan(run.job()).flatMap(plan -> {
            encoder.requireMemory(plan);
            return parts.divide(run, plan.name(), plan.pages());
        });
    }

    /**
     * The names of the qualities in the form of {@link Job#input}.
     *
     * @throws IllegalArgumentException for a name that is not known
     */
    private static List<Rung> wanted(Job job) {
        return Optional.ofNullable(job.input())
                .map(names -> Arrays.stream(names.split(","))
                        .map(name ->
                                Rung.named(name).orElseThrow(() -> new IllegalArgumentException("quality: " + name)))
                        .toList())
                .orElse(USUAL);
    }

    private Mono<LadderPlan> plan(Job job) {
        return sources.findById(job.sourceId())
                .switchIfEmpty(Mono.error(() -> SourceService.unknown(job.sourceId())))
                .flatMap(source -> {
                    ReadySource ready = source.ready();
                    return ready.sliceable()
                            ? indexes.directory(ready)
                                    .flatMap(directory -> indexes.part(ready, new TimeRange(0, directory.pageEndUs(0)))
                                            .map(part -> LadderPlan.of(
                                                    ready,
                                                    directory,
                                                    part.pages().getFirst(),
                                                    wanted(job))))
                            : Mono.error(new FailureException(
                                    Failure.MEDIA_UNSUPPORTED,
                                    "Renditions are made of sources that are sliced. Remux the source first."));
                });
    }

    /** The same plan as that of the job's parts. */
    private Mono<LadderPlan> plan(Job job, String name) {
        return plan(job)
                .filter(plan -> plan.name().equals(name))
                .switchIfEmpty(Mono.error(() -> new FailureException(
                        Failure.MEDIA_UNSUPPORTED,
                        "The source has changed while its renditions were made. Retry the job.")));
    }

    @Override
    public Mono<byte[]> part(PartRun run) {
        return plan(run.job(), run.plan())
                .flatMap(plan -> indexes.part(plan.source(), plan.range(run.part()))
                        .publishOn(Schedulers.boundedElastic())
                        .flatMap(part -> encoder.encode(plan, part.pages().getFirst(), folder(run))))
                .map(PartResult::encode)
                .onErrorMap(
                        Mp4Exception.class,
                        error -> new FailureException(
                                Failure.INTERNAL, "The encoder's file cannot be used: " + error.reason(), error));
    }

    private static String folder(PartRun run) {
        return run.job().id() + "/" + run.part() + "-" + run.token();
    }

    @Override
    public Mono<Void> finish(JobRun run, String plan, List<byte[]> results) {
        return plan(run.job(), plan)
                .publishOn(Schedulers.boundedElastic())
                .flatMap(made -> publish(
                        run, made, results.stream().map(PartResult::decode).toList()))
                .then();
    }

    private Mono<Ladder> publish(JobRun run, LadderPlan plan, List<PartResult> results) {
        List<EncodedPage> pages = results.stream().map(PartResult::page).toList();
        IndexDirectory directory = LadderIndex.directory(plan.directory(), pages);
        // Two workers may do this at once.
        String name = run.job().id() + "/index-" + UUID.randomUUID() + PAGES;
        SourceWork objects = work.of(plan.source().id());
        var ladder = new Ladder(
                run.job().id(),
                plan.source().id(),
                plan.source().revision(),
                plan.source().indexGeneration(),
                plan.rungs(),
                directory.encode(),
                objects.key(Part.RENDITIONS, name),
                results.stream().map(PartResult::key).toList());
        return objects.put(Part.RENDITIONS, name, LadderIndex.pages(pages))
                .then(run.complete(replace(run.job(), ladder)));
    }

    /** For the transaction that completes the job. */
    private Mono<Ladder> replace(Job job, Ladder ladder) {
        return ladders.find(ladder.sourceId())
                .filter(earlier -> !earlier.id().equals(ladder.id()))
                .flatMap(earlier -> replaced.noteReplaced(folder(earlier)))
                .then(ladders.put(ladder))
                .delayUntil(put -> parts.delete(job));
    }

    private String folder(Ladder ladder) {
        return work.of(ladder.sourceId()).key(Part.RENDITIONS, ladder.id().toString());
    }

    @Override
    public Mono<Void> discard(PartRun run) {
        return work.of(run.job().sourceId()).deleteFolder(Part.RENDITIONS, folder(run));
    }

    @Override
    public Mono<Void> discard(Job job) {
        return work.of(job.sourceId()).deleteFolder(Part.RENDITIONS, job.id().toString());
    }
}
