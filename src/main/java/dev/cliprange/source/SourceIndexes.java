package dev.cliprange.source;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.failure.Digest;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TextIndex;
import dev.cliprange.memory.SingleFlight;
import dev.cliprange.storage.read.WholeBytes;
import dev.cliprange.storage.work.SourceWork;
import dev.cliprange.storage.work.WorkStore;
import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.timeline.TimeRange;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The indexes of sources. Directories are in the database, pages in the work storage. Both have a cache in memory. An
 * index belongs to one revision of the object and one generation of the reader, and never changes.
 */
@Component
public class SourceIndexes {

    private static final Logger log = LoggerFactory.getLogger(SourceIndexes.class);

    private static final String PAGES = "/pages";
    private static final String TEXTS = "/texts";

    private record Directory(
            String revision, int generation, IndexDirectory directory, String pagesKey, int weightBytes) {

        boolean isOf(ReadySource source) {
            return revision.equals(source.revision()) && generation == source.indexGeneration();
        }
    }

    private record PageKey(String pagesKey, int number) {}

    /** Consecutive pages that are read together. */
    private record PageRun(String pagesKey, int first, int last) {}

    private final SourceIndexRepository rows;
    private final IndexRefreshRepository replaced;
    private final WorkStore work;
    private final Cache<UUID, Directory> directories;
    private final Cache<PageKey, IndexPage> pages;
    private final SingleFlight<PageRun, List<IndexPage>> reads = new SingleFlight<>();
    private final Counter hits;
    private final Counter misses;

    SourceIndexes(
            SourceIndexRepository rows,
            IndexRefreshRepository replaced,
            WorkStore work,
            SourceProperties properties,
            MeterRegistry meters) {
        this.rows = rows;
        this.replaced = replaced;
        this.work = work;
        this.directories = Caffeine.newBuilder()
                .maximumWeight(properties.directoryCache().bytes())
                .weigher((UUID id, Directory it) -> it.weightBytes())
                .build();
        this.pages = Caffeine.newBuilder()
                .maximumWeight(properties.pageCache().bytes())
                .weigher((PageKey key, IndexPage page) -> page.weightBytes())
                .build();
        this.hits = SourceMeter.INDEX_PAGES.counter(meters, "outcome", "hit");
        this.misses = SourceMeter.INDEX_PAGES.counter(meters, "outcome", "miss");
    }

    /**
     * Stores the pages of an index, and replaces the source's earlier index. Pages that were replaced are kept for a
     * while, because other instances may still read them.
     *
     * @param generation of the reading
     * @param write writes the source's row; it gets the writing of the index's row, for the same transaction
     * @return what {@code write} returns; if it is empty, or fails, the earlier index stays
     */
    public <T> Mono<T> replace(
            UUID sourceId,
            String revision,
            int generation,
            BuiltIndex built,
            Function<Mono<SourceIndexRow>, Mono<T>> write) {
        // The database reads the generation from the key.
        String name = "g" + generation + "-" + digest(built.pages()) + "-";
        String begin = work.of(sourceId).key(SourceWork.Part.INDEX, name);
        return rows.findBySource(sourceId)
                .map(SourceIndexRow::pagesKey)
                .defaultIfEmpty("")
                .flatMap(earlierKey -> {
                    // A folder is not used again after it was replaced: it will be deleted.
                    boolean isSame = earlierKey.startsWith(begin);
                    String folder = isSame ? parent(earlierKey) : begin + unique();
                    String key = folder + PAGES;
                    Mono<SourceIndexRow> row = Mono.defer(() -> rows.put(
                                    sourceId, revision, built.directory().encode(), key))
                            .delayUntil(put -> isSame || earlierKey.isEmpty()
                                    ? Mono.empty()
                                    : replaced.noteReplaced(parent(earlierKey)));
                    Mono<Void> undo = isSame ? Mono.empty() : discard(folder);
                    // Not after an error, because the transaction may have been committed.
                    return putTexts(folder, built.texts())
                            .then(work.put(key, built.pages()))
                            .then(Mono.defer(() -> write.apply(row)))
                            .switchIfEmpty(Mono.defer(() -> undo.then(Mono.empty())));
                })
                .doOnNext(written -> directories.invalidate(sourceId));
    }

    /** Returns whether a source has this index already, of any generation. False if it has text tracks. */
    public Mono<Boolean> isStored(UUID sourceId, String revision, BuiltIndex built) {
        byte[] directory = built.directory().encode();
        String digest = digest(built.pages());
        return rows.findBySource(sourceId)
                .map(row -> built.texts().isEmpty()
                        && row.revision().equals(revision)
                        && Arrays.equals(row.directory(), directory)
                        && row.pagesKey().contains("-" + digest + "-"))
                .defaultIfEmpty(false);
    }

    private Mono<Void> putTexts(String folder, TextIndex texts) {
        return texts.isEmpty() ? Mono.empty() : work.put(folder + TEXTS, texts.encode());
    }

    private static String unique() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** Deletes everything that was derived from a source that was deleted. */
    Mono<Void> forget(UUID sourceId) {
        directories.invalidate(sourceId);
        return discard(sourceId, work.of(sourceId).deleteAll());
    }

    /** Returns the folders of the indexes of sources. */
    public Flux<String> folders(UUID[] sourceIds) {
        return rows.findPagesKeys(sourceIds).map(SourceIndexes::parent);
    }

    /** Deletes the pages in a folder. A failure is logged. */
    public Mono<Void> discard(String folder) {
        return discard(folder, work.deleteTree(folder));
    }

    private static Mono<Void> discard(Object what, Mono<Void> deletion) {
        return deletion.onErrorResume(error -> {
            log.atWarn().addKeyValue("what", what).setCause(error).log("derived objects were not deleted");
            return Mono.empty();
        });
    }

    private static String parent(String key) {
        return key.substring(0, key.lastIndexOf('/'));
    }

    /**
     * The directory of a sliceable source.
     *
     * @throws FailureException SOURCE_NOT_READY if there is none for the revision and generation of the source
     */
    public Mono<IndexDirectory> directory(ReadySource source) {
        return load(source).map(Directory::directory);
    }

    /**
     * Returns where the samples of the text tracks are. It is read from the work storage each time.
     *
     * @throws FailureException SOURCE_NOT_READY, or a failure of the work storage
     */
    public Mono<TextIndex> texts(ReadySource source) {
        return source.media().texts().isEmpty()
                ? Mono.just(TextIndex.NONE)
                : load(source)
                        .flatMap(it -> work.get(parent(it.pagesKey()) + TEXTS))
                        .map(TextIndex::decode)
                        .defaultIfEmpty(TextIndex.NONE);
    }

    /**
     * Returns the directory and the pages of a range, in order. Pages that are not in memory are read together.
     *
     * @throws FailureException SOURCE_NOT_READY, or a failure of the work storage
     */
    public Mono<IndexPart> part(ReadySource source, TimeRange range) {
        return load(source)
                .flatMap(it ->
                        pages(it, it.directory().pagesFor(range)).map(pages -> new IndexPart(it.directory(), pages)));
    }

    /** Returns the page of a time or a frame. */
    Mono<IndexPart> page(ReadySource source, int number) {
        return pages(source, number, number);
    }

    /** Returns the pages {@code first..last}, both included. Pages that are not in memory are read together. */
    Mono<IndexPart> pages(ReadySource source, int first, int last) {
        return load(source)
                .flatMap(it -> pages(it, it.directory().pages(first, last))
                        .map(pages -> new IndexPart(it.directory(), pages)));
    }

    /**
     * The part of an index that a clip needs.
     *
     * @param pages the pages of the clip, in order
     */
    public record IndexPart(IndexDirectory directory, List<IndexPage> pages) {

        public IndexPart {
            pages = List.copyOf(pages);
        }
    }

    private Mono<Directory> load(ReadySource source) {
        Directory known = directories.getIfPresent(source.id());
        if (known != null && known.isOf(source)) {
            return Mono.just(known);
        }
        return rows.findBySource(source.id())
                .filter(row -> row.revision().equals(source.revision()) && row.generation() == source.indexGeneration())
                .map(row -> new Directory(
                        row.revision(),
                        row.generation(),
                        IndexDirectory.decode(row.directory()),
                        row.pagesKey(),
                        4 * row.directory().length))
                .doOnNext(it -> directories.put(source.id(), it))
                .switchIfEmpty(Mono.error(() -> new FailureException(
                        Failure.SOURCE_NOT_READY, "The source has no index. It is being read again.")));
    }

    private Mono<List<IndexPage>> pages(Directory index, IndexDirectory.PageSpan wanted) {
        List<IndexPage> known = known(index, wanted.first(), wanted.last());
        hits.increment(known.size());
        int firstMissing = wanted.first() + known.size();
        if (firstMissing > wanted.last()) {
            return Mono.just(known);
        }
        misses.increment(wanted.last() - firstMissing + 1.0);
        return missing(index, firstMissing, wanted.last()).map(read -> {
            var all = new ArrayList<>(known);
            all.addAll(read);
            return all;
        });
    }

    /** The first pages of a run, as far as they are in memory. */
    private List<IndexPage> known(Directory index, int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(number -> pages.getIfPresent(new PageKey(index.pagesKey(), number)))
                .takeWhile(page -> page != null)
                .toList();
    }

    /** Concurrent requests for the same pages, such as those of the clips of a sequence, share one read. */
    private Mono<List<IndexPage>> missing(Directory index, int first, int last) {
        return reads.get(new PageRun(index.pagesKey(), first, last), () -> {
            // Another request may have read them since.
            List<IndexPage> known = known(index, first, last);
            return known.size() > last - first
                    ? Mono.just(known)
                    : read(index, index.directory().pages(first, last))
                            .doOnNext(read -> read.forEach(
                                    page -> pages.put(new PageKey(index.pagesKey(), page.number()), page)));
        });
    }

    private Mono<List<IndexPage>> read(Directory index, IndexDirectory.PageSpan missing) {
        ByteSpan span = missing.span();
        return WholeBytes.collect(
                        work.read(index.pagesKey(), span.offsetBytes(), span.lengthBytes()),
                        Math.toIntExact(span.lengthBytes()))
                .map(bytes -> IndexPage.decode(index.directory(), missing, ByteBuffer.wrap(bytes)));
    }

    private static String digest(byte[] pages) {
        return HexFormat.of().formatHex(Digest.sha256(pages), 0, 16);
    }
}
