package dev.cliprange.source;

import dev.cliprange.index.IndexBuilder;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.mp4.ByteSpan;
import dev.cliprange.mp4.IgnoredTrack;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.mp4.Mp4Reader;
import dev.cliprange.mp4.ReadStep;
import dev.cliprange.storage.Location;
import dev.cliprange.storage.ObjectStat;
import dev.cliprange.storage.SourceStore;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Makes the index of an MP4 from ranged reads of its headers. */
@Component
class Mp4Indexer {

    private static final int READS_AT_ONCE = 16;

    private final SourceStore store;

    Mp4Indexer(SourceStore store) {
        this.store = store;
    }

    /**
     * An index as it was built.
     *
     * @param pages all of them, one behind another; handed over, not shared
     * @param ignored the tracks that clips do not have
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Built(IndexDirectory directory, byte[] pages, List<IgnoredTrack> ignored) {}

    /**
     * Reads the headers and builds the index.
     *
     * @throws Mp4Exception if the file is not one, is damaged, or cannot be sliced
     * @throws dev.cliprange.failure.FailureException if it cannot be read
     */
    Mono<Built> index(Location location, ObjectStat object) {
        return Mono.defer(() -> {
            var reader = new Mp4Reader(object.sizeBytes(), Mp4Limits.DEFAULT);
            // Parsing takes its time: not on the thread that the bytes came in on.
            return Mono.fromCallable(reader::start)
                    .subscribeOn(Schedulers.boundedElastic())
                    .expand(step -> next(reader, step, location, object))
                    .last()
                    .ofType(ReadStep.Complete.class)
                    .map(Mp4Indexer::build);
        });
    }

    private Mono<ReadStep> next(Mp4Reader reader, ReadStep step, Location location, ObjectStat object) {
        return switch (step) {
            case ReadStep.NeedBytes(List<ByteSpan> spans) ->
                Flux.fromIterable(spans)
                        .flatMapSequential(span -> read(location, object, span), READS_AT_ONCE)
                        .collectList()
                        .publishOn(Schedulers.boundedElastic())
                        .map(reader::resume);
            case ReadStep.Complete complete -> Mono.empty();
        };
    }

    private Mono<ByteBuffer> read(Location location, ObjectStat object, ByteSpan span) {
        return store.readFully(location, object.revision(), span.offsetBytes(), Math.toIntExact(span.lengthBytes()))
                .map(ByteBuffer::wrap);
    }

    private static Built build(ReadStep.Complete complete) {
        var pages = new ByteArrayOutputStream();
        IndexDirectory directory = IndexBuilder.build(complete.movie(), pages::writeBytes);
        return new Built(directory, pages.toByteArray(), complete.movie().ignoredTracks());
    }
}
