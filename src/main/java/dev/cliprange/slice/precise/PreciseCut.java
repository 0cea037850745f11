package dev.cliprange.slice.precise;

import java.util.stream.IntStream;

/**
 * Divides the frames of a range into copied ones, and ones that are encoded again because stream copy cannot cut there.
 * Numbers are indexes into the samples of the range. The arrays are never compared and never modified.
 *
 * @param copyStart the sync sample at the start of the copied run; -1 if nothing is copied
 * @param copyEnd the sample after the copied run, in decode order
 * @param head the encoded frames before the copied ones, in presentation order
 * @param copied the copied frames in decode order; without samples that are shown before {@code copyStart}
 * @param tail the encoded frames after the copied ones, in presentation order
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never modified.
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
        // If a sample is decoded later but shown earlier, the run must end earlier.
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
        int[] tail = range.inOrder(IntStream.of(range.shown())
                .filter(i -> range.ticks(i) >= startTicks && (i < copyStart || i >= copyEnd)));
        return new PreciseCut(range, copyStart, copyEnd, head, copied, tail);
    }

    private boolean isInOrder() {
        return tail.length == 0 || IntStream.of(copied).allMatch(sample -> range.ticks(sample) < range.ticks(tail[0]));
    }

    /** Whether all shown frames are copied, and the run has no other samples. Stream copy alone is then exact. */
    boolean copiesAll() {
        return head.length == 0 && tail.length == 0 && copied.length == copyEnd - copyStart;
    }

    int encodedFrames() {
        return head.length + tail.length;
    }

    /** Returns the times of all frames in decode order. */
    long[] ticks() {
        return IntStream.concat(IntStream.of(head), IntStream.concat(IntStream.of(copied), IntStream.of(tail)))
                .mapToLong(range::ticks)
                .toArray();
    }
}
