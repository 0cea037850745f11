package dev.cliprange.slice.precise;

import java.util.stream.IntStream;

/**
 * Which frames of a range are copied, and which are encoded again because stream copy cannot cut there. Numbers are indexes of
 * the range's samples.
 *
 * @param copyStart the sync sample the copied run begins with; -1 when nothing is copied
 * @param copyEnd behind the copied run, in decode order
 * @param head encoded, in the order they are shown, all before the copied ones
 * @param copied in decode order; without the samples that are shown before {@code copyStart}
 * @param tail encoded, in the order they are shown, all behind the copied ones
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody, written to by nobody.
record PreciseCut(PreciseRange range, int copyStart, int copyEnd, int[] head, int[] copied, int[] tail) {

    static PreciseCut whole(PreciseRange range) {
        return new PreciseCut(range, -1, -1, range.inOrder(IntStream.of(range.shown())), new int[0], new int[0]);
    }

    /** @param copyStart a sync sample of the range */
    static PreciseCut at(PreciseRange range, int copyStart) {
        int copyEnd = copyStart;
        while (copyEnd < range.samples().count() && range.ticks(copyEnd) < range.toTicks()) {
            copyEnd++;
        }
        PreciseCut cut = between(range, copyStart, copyEnd);
        // What is decoded later may be shown earlier: then the run ends sooner.
        while (copyEnd > copyStart && !cut.isInOrder()) {
            cut = between(range, copyStart, --copyEnd);
        }
        return cut.copied.length == 0 ? whole(range) : cut;
    }

    static PreciseCut between(PreciseRange range, int copyStart, int copyEnd) {
        if (copyStart < 0) {
            return whole(range);
        }
        long startTicks = range.ticks(copyStart);
        int[] copied = IntStream.range(copyStart, copyEnd)
                .filter(i -> range.ticks(i) >= startTicks)
                .toArray();
        int[] head = range.inOrder(IntStream.of(range.shown()).filter(i -> range.ticks(i) < startTicks));
        int[] tail = range.inOrder(
                IntStream.of(range.shown()).filter(i -> range.ticks(i) >= startTicks && (i < copyStart || i >= copyEnd)));
        return new PreciseCut(range, copyStart, copyEnd, head, copied, tail);
    }

    private boolean isInOrder() {
        return tail.length == 0 || IntStream.of(copied).allMatch(sample -> range.ticks(sample) < range.ticks(tail[0]));
    }

    /** Whether all that is shown is copied, and nothing else is between it: then stream copy alone is exact. */
    boolean copiesAll() {
        return head.length == 0 && tail.length == 0 && copied.length == copyEnd - copyStart;
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
