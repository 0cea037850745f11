package dev.cliprange.ffmpeg.clip;

import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;

/** One track of a fragmented MP4, and how far its samples so far reach. Times are in ticks of the media timescale. */
final class FragmentTrack {

    int id;
    boolean video;
    /** By RFC 6381; empty if it is not known. */
    String codec = "";

    long timescale = 1;
    /** In ticks of the movie timescale. */
    long emptyMovieTicks;

    long mediaTime;
    long defaultDuration;

    private final long movieTimescale;
    private long samples;
    private long durations;
    private long decodeEnd = Long.MIN_VALUE;
    private long firstComposition = Long.MAX_VALUE;
    private long compositionEnd = Long.MIN_VALUE;
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
        shortestDuration = Math.min(shortestDuration, duration);
        longestDuration = Math.max(longestDuration, duration);
    }

    boolean empty() {
        return samples == 0;
    }

    /** Presentation time of the earliest sample, in microseconds from the requested start; below 0: pre-roll. */
    long firstUs() {
        return presentationUs(firstComposition);
    }

    /**
     * Whether the samples reach the time. FFmpeg stops at the first sample that is decoded at or after it. At the end
     * of a source, no sample is decoded that late; then the presentation times must reach it without a gap. Half a
     * sample may be missing, for ends between two samples; a whole one if sample durations vary, because the last
     * duration is a guess.
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
