package dev.cliprange.packaging;

import dev.cliprange.source.ReadySource;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.timeline.ByteSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Reads small ranges of a source that are far apart. Near ones share a read, and several reads run at a time. */
@Component
class ScatteredReads {

    private final SourceStore store;

    ScatteredReads(SourceStore store) {
        this.store = store;
    }

    /**
     * The limits of the reads. At most {@code atOnce} times {@code longestBytes} are in memory.
     *
     * @param maxGapBytes ranges with this or a smaller gap between them share a read
     * @param longestBytes of a read; no range is longer
     */
    record Limits(long maxGapBytes, long longestBytes, int atOnce) {}

    /**
     * Returns the bytes of each range, in order.
     *
     * @throws dev.cliprange.failure.FailureException as reading the source
     */
    Flux<byte[]> read(ReadySource source, List<ByteSpan> spans, Limits limits) {
        return Flux.fromIterable(groups(spans, limits))
                .flatMapSequential(
                        group -> {
                            long start = group.getFirst().offsetBytes();
                            int length = Math.toIntExact(group.getLast().endBytes() - start);
                            return store.readFully(source.location(), source.revision(), start, length)
                                    .flatMapIterable(bytes -> slices(bytes, start, group));
                        },
                        limits.atOnce,
                        1);
    }

    private static List<byte[]> slices(byte[] bytes, long start, List<ByteSpan> group) {
        return group.stream()
                .map(span ->
                        Arrays.copyOfRange(bytes, (int) (span.offsetBytes() - start), (int) (span.endBytes() - start)))
                .toList();
    }

    private static List<List<ByteSpan>> groups(List<ByteSpan> spans, Limits limits) {
        var groups = new ArrayList<List<ByteSpan>>();
        for (ByteSpan span : spans) {
            if (!groups.isEmpty() && joins(groups.getLast(), span, limits)) {
                groups.getLast().add(span);
            } else {
                groups.add(new ArrayList<>(List.of(span)));
            }
        }
        return groups;
    }

    private static boolean joins(List<ByteSpan> group, ByteSpan next, Limits limits) {
        long gap = next.offsetBytes() - group.getLast().endBytes();
        return gap >= 0
                && gap <= limits.maxGapBytes
                && next.endBytes() - group.getFirst().offsetBytes() <= limits.longestBytes;
    }
}
