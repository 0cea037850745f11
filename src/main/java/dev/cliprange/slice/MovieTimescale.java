package dev.cliprange.slice;

import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/** Chooses timescales: of a movie one in which the ends of all edits are exact. */
public final class MovieTimescale {

    /** With larger timescales, durations of common clips would not fit into 32 bits. */
    private static final long LARGEST = 10_000_000;

    private MovieTimescale() {}

    static Timescale of(List<ClipTrack> tracks) {
        return common(tracks.stream()
                        .map(track -> track.description().timescale())
                        .toList())
                .orElseGet(() -> multipleOfFirst(tracks));
    }

    /** Returns a timescale that has every tick of others; empty if it would be too large. */
    static Optional<Timescale> common(List<Timescale> timescales) {
        long common = 1;
        for (Timescale timescale : timescales) {
            common = leastCommonMultiple(common, timescale.ticksPerSecond());
            if (common > LARGEST) {
                return Optional.empty();
            }
        }
        return Optional.of(new Timescale(common));
    }

    /**
     * Returns a timescale for media of several timescales: one that has every tick of them, or one so fine that
     * rounding is less than a microsecond.
     */
    public static Timescale joined(List<Timescale> timescales) {
        return common(timescales).orElse(new Timescale(LARGEST));
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
