package dev.cliprange.source.indexing;

import dev.cliprange.index.IndexBuilder;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.TextIndex;
import dev.cliprange.memory.MemoryPermits;
import dev.cliprange.movie.Movie;
import dev.cliprange.movie.Mp4Reader;
import dev.cliprange.movie.ReadStep;
import dev.cliprange.movie.SampleSurvey;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import dev.cliprange.source.BuiltIndex;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Builds the index of an MP4 from ranged reads of its headers and of the samples that {@link SampleSurvey} examines.
 */
@Component
public class Mp4Indexer {

    private static final int READS_AT_ONCE = 16;

    /** This fraction of the memory for all readings is enough for most sources. */
    private static final int USUAL_PART = 4;

    private final SourceStore store;
    private final MemoryPermits permits;

    Mp4Indexer(SourceStore store, MemoryPermits permits) {
        this.store = store;
        this.permits = permits;
    }

    /**
     * Reads the headers, examines samples, and builds the index.
     *
     * @param use uses the index while its memory is reserved, for example stores it
     * @throws Mp4Exception if the file is not an MP4, is damaged, or cannot be sliced
     * @throws dev.cliprange.failure.FailureException if it cannot be read; TOO_BUSY if there is no memory for it now
     */
    public <T> Mono<T> index(Location location, ObjectStat object, Function<BuiltIndex, Mono<T>> use) {
        var all = new IndexingMemory(permits.totalBytes());
        var usual = new IndexingMemory(permits.totalBytes() / USUAL_PART);
        // Most sources need the usual part only, so several are read concurrently. Whether a source needs more is known
        // after its first boxes. It is then read again from the beginning, because a second permit could deadlock.
        return index(location, object, usual, use)
                .onErrorResume(Mp4Indexer::needsMemory, problem -> index(location, object, all, use));
    }

    private static boolean needsMemory(Throwable error) {
        return error instanceof UnsupportedMp4Exception problem && problem.moreMemoryHelps();
    }

    private <T> Mono<T> index(
            Location location, ObjectStat object, IndexingMemory memory, Function<BuiltIndex, Mono<T>> use) {
        Mono<Movie> movie = Mono.defer(() -> {
            var reader = new Mp4Reader(object.sizeBytes(), memory.limits());
            return movie(reader::start, reader::resume, location, object);
        });
        return permits.with(
                memory.weightBytes(),
                movie.flatMap(parsed -> {
                            var survey = new SampleSurvey(parsed);
                            return movie(survey::start, survey::resume, location, object);
                        })
                        .map(surveyed -> survive(() -> build(surveyed, memory)))
                        .flatMap(use));
    }

    /** Reads the spans that a reader requests until the movie is complete. */
    private Mono<Movie> movie(
            Supplier<ReadStep> start,
            Function<List<ByteBuffer>, ReadStep> resume,
            Location location,
            ObjectStat object) {
        // Parsing takes time and must not block the event loop.
        return Mono.fromSupplier(() -> survive(start))
                .subscribeOn(Schedulers.boundedElastic())
                .expand(step -> next(resume, step, location, object))
                .last()
                .ofType(ReadStep.Complete.class)
                .map(ReadStep.Complete::movie);
    }

    private Mono<ReadStep> next(
            Function<List<ByteBuffer>, ReadStep> resume, ReadStep step, Location location, ObjectStat object) {
        return switch (step) {
            case ReadStep.NeedBytes(List<ByteSpan> spans) ->
                Flux.fromIterable(spans)
                        .flatMapSequential(span -> read(location, object, span), READS_AT_ONCE)
                        .collectList()
                        .publishOn(Schedulers.boundedElastic())
                        .map(bytes -> survive(() -> resume.apply(bytes)));
            case ReadStep.Complete complete -> Mono.empty();
        };
    }

    /** The reader requests only spans within its limits. */
    private Mono<ByteBuffer> read(Location location, ObjectStat object, ByteSpan span) {
        return store.readFully(location, object.revision(), span.offsetBytes(), Math.toIntExact(span.lengthBytes()))
                .map(ByteBuffer::wrap);
    }

    private static BuiltIndex build(Movie movie, IndexingMemory memory) {
        var pages = new PageList(memory);
        IndexDirectory directory = IndexBuilder.build(movie, pages::add, memory.sampleBytes());
        return new BuiltIndex(directory, pages.join(), TextIndex.of(movie), movie.ignoredTracks());
    }

    /**
     * Reactor does not pass on an {@link Error} of the virtual machine, for example a stack overflow. It ends the
     * thread, and the job would wait for a signal that never comes.
     */
    private static <T> T survive(Supplier<T> work) {
        try {
            return work.get();
        } catch (VirtualMachineError | LinkageError e) {
            throw new IllegalStateException("reading a source ended with " + e, e);
        }
    }
}
