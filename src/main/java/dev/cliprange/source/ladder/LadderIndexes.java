package dev.cliprange.source.ladder;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.memory.HeapShare;
import dev.cliprange.source.ReadySource;
import dev.cliprange.storage.read.WholeBytes;
import dev.cliprange.storage.work.WorkStore;
import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.timeline.TimeRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The indexes of ladders. A ladder and its directory are kept in memory by the id of the ladder, because neither changes.
 * Pages are read each time, because the plan of a stream is kept instead.
 */
@Component
public class LadderIndexes {

    /** A decoded directory takes more memory than its bytes. */
    private static final int DECODED_FACTOR = 4;

    private final LadderRepository ladders;
    private final WorkStore work;
    private final Cache<UUID, Known> known;

    LadderIndexes(LadderRepository ladders, WorkStore work) {
        this.ladders = ladders;
        this.work = work;
        this.known = Caffeine.newBuilder()
                .maximumWeight(HeapShare.valueOf(HeapShare.LADDERS).bytes())
                // The limit holds when an entry has been added, and not when a thread of the common pool is free.
                .executor(Runnable::run)
                .weigher((UUID id, Known it) -> it.weightBytes())
                .build();
    }

    private record Known(Ladder ladder, IndexDirectory directory) {

        static Known of(Ladder ladder) {
            return new Known(ladder, IndexDirectory.decode(ladder.directory()));
        }

        int weightBytes() {
            return DECODED_FACTOR * ladder.directory().length
                    + ladder.objects().stream().mapToInt(String::length).sum();
        }
    }

    /**
     * The part of a ladder's index that a clip needs.
     *
     * @param pages those of the clip, in order
     */
    public record LadderPart(Ladder ladder, IndexDirectory directory, List<IndexPage> pages) {
        public LadderPart {
            pages = List.copyOf(pages);
        }
    }

    /** Returns the directory and the pages of a range; empty if the source has no ladder, or it was replaced. */
    public Mono<LadderPart> part(ReadySource source, TimeRange range) {
        return Mono.justOrEmpty(source.ladderId())
                .flatMap(id -> find(source, id))
                .flatMap(it -> {
                    IndexDirectory.PageSpan wanted = it.directory().pagesFor(range);
                    return read(it.ladder(), wanted.span())
                            .map(bytes -> new LadderPart(
                                    it.ladder(),
                                    it.directory(),
                                    IndexPage.decode(it.directory(), wanted, ByteBuffer.wrap(bytes))));
                });
    }

    private Mono<Known> find(ReadySource source, UUID id) {
        return Mono.justOrEmpty(known.getIfPresent(id))
                .switchIfEmpty(Mono.defer(() -> ladders.find(source.id())
                        .filter(ladder -> ladder.id().equals(id))
                        .map(Known::of)
                        .doOnNext(it -> known.put(id, it))));
    }

    private Mono<byte[]> read(Ladder ladder, ByteSpan span) {
        return WholeBytes.collect(
                work.read(ladder.pagesKey(), span.offsetBytes(), span.lengthBytes()),
                Math.toIntExact(span.lengthBytes()));
    }
}
