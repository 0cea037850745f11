package dev.cliprange.mp4;

/** What both kinds of cursor know of the sample they stand on: where its bytes are and when it is decoded. */
abstract sealed class PlacedSampleCursor implements Samples.TimedCursor permits TableCursor, FragmentCursor {

    long offsetBytes;
    int sizeBytes;
    long decodeTicks;
    int durationTicks;
    int compositionOffsetTicks;
    int roll;
    private long nextTicks;

    PlacedSampleCursor(long startTicks, long offsetBytes) {
        this.nextTicks = startTicks;
        this.offsetBytes = offsetBytes;
    }

    /**
     * The sample begins where the one before it ended.
     *
     * @param ticks how long it lasts; below 0 as long as the one before it, which is how some writers and live recordings
     *     end a track
     */
    void lasts(int ticks) {
        decodeTicks = nextTicks;
        durationTicks = ticks < 0 ? durationTicks : ticks;
        nextTicks = Math.addExact(nextTicks, durationTicks);
    }

    @Override
    public long endTicks() {
        return nextTicks;
    }

    @Override
    public long offsetBytes() {
        return offsetBytes;
    }

    @Override
    public int sizeBytes() {
        return sizeBytes;
    }

    @Override
    public long decodeTicks() {
        return decodeTicks;
    }

    @Override
    public int compositionOffsetTicks() {
        return compositionOffsetTicks;
    }

    @Override
    public int durationTicks() {
        return durationTicks;
    }

    @Override
    public int roll() {
        return roll;
    }
}
