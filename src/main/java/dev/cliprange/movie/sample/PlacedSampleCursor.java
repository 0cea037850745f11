package dev.cliprange.movie.sample;

/** The state that both kinds of cursor share: the offset and the decode time of the current sample. */
abstract sealed class PlacedSampleCursor implements Samples.TimedCursor permits TableCursor, FragmentCursor {

    /** The first value that counts as negative. FFmpeg uses the same limit: at 48 kHz it is -10 s. */
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
     * Sets the duration of the current sample, which begins at the end of the one before it.
     *
     * @param ticks the duration, at least 0. Some writers and live recordings end a track with a small negative number,
     *     although the field is unsigned (ISO/IEC 14496-12, 8.6.1.2). From {@link #FIRST_NEGATIVE} on, a sample has the
     *     duration of the one before it
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
