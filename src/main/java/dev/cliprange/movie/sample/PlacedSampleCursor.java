package dev.cliprange.movie.sample;

/** What both kinds of cursor know of the sample they stand on: where its bytes are and when it is decoded. */
abstract sealed class PlacedSampleCursor implements Samples.TimedCursor permits TableCursor, FragmentCursor {

    /** FFmpeg draws the line at the same number: at 48 kHz it is -10 s. */
    static final long FIRST_NEGATIVE = 0xFFFF_FFFFL - 480_000;

    long offsetBytes;
    int sizeBytes;
    long decodeTicks;
    long durationTicks;
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
     * @param ticks how long it lasts, at least 0. Some writers and live recordings end a track with a small negative number,
     *     although the field has no sign (ISO/IEC 14496-12, 8.6.1.2): from {@link #FIRST_NEGATIVE} on, a sample lasts as long
     *     as the one before it
     */
    void lasts(long ticks) {
        decodeTicks = nextTicks;
        durationTicks = ticks >= FIRST_NEGATIVE ? durationTicks : ticks;
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
    public long durationTicks() {
        return durationTicks;
    }

    @Override
    public int roll() {
        return roll;
    }
}
