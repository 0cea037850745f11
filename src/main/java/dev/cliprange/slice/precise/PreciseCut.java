package dev.cliprange.slice.precise;

import java.util.stream.IntStream;

/**
 * Which frames of a range are copied, and which are encoded again because stream copy cannot cut there. Numbers are indexes of
 * the range's samples.
 *
 * @param join the sync sample the copied run begins with; -1 when nothing is copied
 * @param end behind the copied run, in decode order
 * @param head encoded, in the order they are shown, all before the copied ones
 * @param copied in decode order; without the samples that are shown before {@code join}
 * @param tail encoded, in the order they are shown, all behind the copied ones
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody, written to by nobody.
record PreciseCut(PreciseRange range, int join, int end, int[] head, int[] copied, int[] tail) {

    static PreciseCut whole(PreciseRange range) {
        return new PreciseCut(range, -1, -1, range.inOrder(IntStream.of(range.shown())), new int[0], new int[0]);
    }

    /** @param join a sync sample of the range */
    static PreciseCut at(PreciseRange range, int join) {
        int end = join;
        while (end < range.samples().count() && range.ticks(end) < range.toTicks()) {
            end++;
        }
        PreciseCut cut = between(range, join, end);
        // What is decoded later may be shown earlier: then the run ends sooner.
        while (end > join && !cut.isInOrder()) {
            cut = between(range, join, --end);
        }
        return cut.copied.length == 0 ? whole(range) : cut;
    }

    static PreciseCut between(PreciseRange range, int join, int end) {
        if (join < 0) {
            return whole(range);
        }
        long joinTicks = range.ticks(join);
        int[] copied = IntStream.range(join, end)
                .filter(i -> range.ticks(i) >= joinTicks)
                .toArray();
        int[] head = range.inOrder(IntStream.of(range.shown()).filter(i -> range.ticks(i) < joinTicks));
        int[] tail = range.inOrder(
                IntStream.of(range.shown()).filter(i -> range.ticks(i) >= joinTicks && (i < join || i >= end)));
        return new PreciseCut(range, join, end, head, copied, tail);
    }

    private boolean isInOrder() {
        return tail.length == 0 || IntStream.of(copied).allMatch(sample -> range.ticks(sample) < range.ticks(tail[0]));
    }

    /** Whether all that is shown is copied, and nothing else is between it: then stream copy alone is exact. */
    boolean copiesAll() {
        return head.length == 0 && tail.length == 0 && copied.length == end - join;
    }

    int encodedFrames() {
        return head.length + tail.length;
    }

    /** The times of all frames, in decode order. */
    long[] ticks() {
        return IntStream.concat(IntStream.of(head), IntStream.concat(IntStream.of(copied), IntStream.of(tail)))
                .mapToLong(range::ticks)
                .toArray();
    }
}
