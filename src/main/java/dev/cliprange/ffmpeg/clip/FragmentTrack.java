package dev.cliprange.ffmpeg.clip;

import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;

/** One track of a fragmented MP4, and how far the samples seen so far reach. Times are media-timescale ticks. */
final class FragmentTrack {

    int id;
    boolean video;
    long timescale = 1;
    /** Ticks of the movie's timescale. */
    long emptyMovieTicks;

    long mediaTime;
    long defaultDuration;

    private final long movieTimescale;
    private long samples;
    private long durations;
    private long decodeEnd = Long.MIN_VALUE;
    private long firstComposition = Long.MAX_VALUE;
    private long compositionEnd = Long.MIN_VALUE;
    private long lastDuration;
    private long shortestDuration = Long.MAX_VALUE;
    private long longestDuration;

    FragmentTrack(long movieTimescale) {
        this.movieTimescale = movieTimescale;
    }

    void add(long decodeTime, long compositionOffset, long duration) {
        long composition = decodeTime + compositionOffset;
        samples++;
        durations += duration;
        decodeEnd = Math.max(decodeEnd, decodeTime + duration);
        firstComposition = Math.min(firstComposition, composition);
        compositionEnd = Math.max(compositionEnd, composition + duration);
        lastDuration = duration;
        shortestDuration = Math.min(shortestDuration, duration);
        longestDuration = Math.max(longestDuration, duration);
    }

    boolean empty() {
        return samples == 0;
    }

    /** Presentation time of the earliest sample, in microseconds from the start that was asked for; below 0: pre-roll. */
    long firstUs() {
        return presentationUs(firstComposition);
    }

    /** Duration of the last sample in microseconds. */
    long lastDurationUs() {
        return Timescale.rescale(lastDuration, 1_000_000, timescale, RoundingMode.FLOOR);
    }

    /**
     * Whether the samples reach the time: FFmpeg stops at the first one decoded at or after it. At the very end of a
     * source nothing is decoded so late, but then presentation reaches it, and without a hole. Half a sample is let
     * pass, for ends between two samples; a whole one where sample durations vary, because the last of them is a guess.
     */
    boolean reaches(long us) {
        long ticks = Timescale.rescale(us, timescale, 1_000_000, RoundingMode.FLOOR);
        boolean even = (longestDuration - shortestDuration) * 8 <= longestDuration;
        long slack = even ? longestDuration / 2 + 1 : longestDuration;
        long span = compositionEnd - firstComposition;
        boolean whole = durations + slack >= span;
        return offset(decodeEnd) + slack >= ticks || (whole && offset(compositionEnd) + slack >= ticks);
    }

    private long presentationUs(long mediaTicks) {
        return Timescale.rescale(offset(mediaTicks), 1_000_000, timescale, RoundingMode.FLOOR);
    }

    private long offset(long mediaTicks) {
        return mediaTicks
                - mediaTime
                + Timescale.rescale(emptyMovieTicks, timescale, movieTimescale, RoundingMode.HALF_UP);
    }
}
