package dev.cliprange.slice;

import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;
import java.util.List;

/** Chooses the movie timescale of a clip: one in which the ends of all edits are exact. */
final class MovieTimescale {

    /** With larger timescales, durations of common clips would not fit into 32 bits. */
    private static final long LARGEST = 10_000_000;

    private MovieTimescale() {}

    static Timescale of(List<ClipTrack> tracks) {
        long common = 1;
        for (ClipTrack track : tracks) {
            common = leastCommonMultiple(common, track.description().timescale().ticksPerSecond());
            if (common > LARGEST) {
                return multipleOfFirst(tracks);
            }
        }
        return new Timescale(common);
    }

    static long toMovieTicks(long ticks, Timescale from, Timescale movie) {
        return movie.fromTicks(ticks, from, RoundingMode.HALF_UP);
    }

    private static Timescale multipleOfFirst(List<ClipTrack> tracks) {
        long first = tracks.getFirst().description().timescale().ticksPerSecond();
        long finest = tracks.stream()
                .mapToLong(track -> track.description().timescale().ticksPerSecond())
                .max()
                .orElse(first);
        long multiple = first * Math.ceilDiv(finest, first);
        return new Timescale(multiple <= Integer.MAX_VALUE ? multiple : first);
    }

    private static long leastCommonMultiple(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return a / x * b;
    }
}
