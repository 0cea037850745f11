package dev.cliprange.mp4;

import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;

/**
 * How a track's media lies on the movie's timeline: an edit list made flat (ISO/IEC 14496-12, 8.6.6). All three in
 * media-timescale ticks.
 *
 * @param shiftTicks presentation time is composition time plus this
 * @param startTicks presentation times before it are decoded, not shown
 * @param endTicks presentation times from it on are not shown; {@link #OPEN} when the media's end is the end
 */
public record PresentationWindow(long shiftTicks, long startTicks, long endTicks) {

    /** An end later than any sample. */
    public static final long OPEN = Long.MAX_VALUE;

    static final PresentationWindow WHOLE = new PresentationWindow(0, Long.MIN_VALUE, OPEN);
    private static final String SECTION = "ISO/IEC 14496-12, 8.6.6";
    private static final int MAX_EDITS = 4096;

    /**
     * @param fragmented whether samples follow in fragments: a duration written before them says nothing then
     * @throws UnsupportedMp4Exception if the list shows several separate parts, or another speed
     */
    static PresentationWindow parse(Box elst, Timescale media, Timescale movie, boolean fragmented) {
        BoxFields fields = elst.fields();
        boolean wide = fields.u8() == 1;
        long count = fields.skip(3).u32();
        if (count > MAX_EDITS) {
            throw elst.unsupported(count + " edits need a remux", SECTION);
        }
        long emptyTicks = 0;
        long mediaTicks = -1;
        long durationTicks = 0;
        for (int i = 0; i < count; i++) {
            long duration = wide ? fields.i64() : fields.u32();
            long mediaTime = wide ? fields.i64() : fields.i32();
            int rate = fields.i32();
            if (duration < 0 || mediaTime < -1) {
                throw elst.malformed("an edit of " + duration + " ticks from " + mediaTime, SECTION);
            }
            long ticks = media.fromTicks(duration, movie, RoundingMode.HALF_UP);
            if (mediaTime == -1) {
                // An empty edit behind the media shows nothing, and is no part of a clip.
                emptyTicks = mediaTicks < 0 ? Math.addExact(emptyTicks, ticks) : emptyTicks;
                continue;
            }
            if (rate != 0x10000) {
                throw elst.unsupported("a part at another speed needs a remux", SECTION);
            }
            if (mediaTicks < 0) {
                mediaTicks = mediaTime;
            } else if (Math.abs(mediaTime - mediaTicks - durationTicks)
                    > media.ticksPerSecond() / movie.ticksPerSecond()) {
                throw elst.unsupported("several separate parts need a remux", SECTION);
            }
            durationTicks = Math.addExact(durationTicks, ticks);
        }
        if (mediaTicks < 0) {
            return new PresentationWindow(emptyTicks, Long.MIN_VALUE, OPEN);
        }
        boolean open = durationTicks == 0 || fragmented;
        return new PresentationWindow(
                emptyTicks - mediaTicks, emptyTicks, open ? OPEN : Math.addExact(emptyTicks, durationTicks));
    }
}
