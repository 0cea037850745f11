package dev.cliprange.packaging.playlist;

import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;
import java.util.List;

/**
 * The bit rates of a media playlist, in bits per second and rounded up (RFC 8216, 4.3.4.2).
 *
 * @param peak the largest bit rate of any contiguous set of segments whose total duration is between 0.5 and 1.5 times
 *     the target duration. If no set is that long, because the playlist is short, it is that of all segments
 * @param average of all segments
 */
record BitRates(long peak, long average) {

    private static final long BITS_PER_BYTE = 8;
    private static final long MICROSECONDS_PER_SECOND = 1_000_000;

    static final BitRates NONE = new BitRates(0, 0);

    /** The duration of a segment as the playlist states it, and its size. */
    record Load(long durationUs, long sizeBytes) {}

    /**
     * @param loads of all segments in order, at least one
     * @param targetSeconds the target duration of the playlist
     */
    static BitRates of(List<Load> loads, long targetSeconds) {
        long targetUs = Math.multiplyExact(targetSeconds, MICROSECONDS_PER_SECOND);
        long shortestUs = targetUs / 2;
        long longestUs = targetUs + targetUs / 2;
        long average = rate(sum(loads));
        long peak = 0;
        for (int first = 0; first < loads.size(); first++) {
            long durationUs = 0;
            long sizeBytes = 0;
            for (int last = first; last < loads.size(); last++) {
                durationUs += loads.get(last).durationUs();
                sizeBytes += loads.get(last).sizeBytes();
                if (durationUs > longestUs) {
                    break;
                }
                if (durationUs >= shortestUs) {
                    peak = Math.max(peak, rate(new Load(durationUs, sizeBytes)));
                }
            }
        }
        return new BitRates(peak == 0 ? average : peak, average);
    }

    /** Returns the rates of two playlists that are played together. */
    BitRates plus(BitRates other) {
        return new BitRates(Math.addExact(peak, other.peak), Math.addExact(average, other.average));
    }

    /** Returns the larger of each rate: either of two playlists may be played. */
    BitRates or(BitRates other) {
        return new BitRates(Math.max(peak, other.peak), Math.max(average, other.average));
    }

    private static Load sum(List<Load> loads) {
        return loads.stream()
                .reduce(
                        new Load(0, 0),
                        (a, b) -> new Load(a.durationUs + b.durationUs, Math.addExact(a.sizeBytes, b.sizeBytes)));
    }

    private static long rate(Load load) {
        return Timescale.rescale(
                load.sizeBytes,
                BITS_PER_BYTE * MICROSECONDS_PER_SECOND,
                Math.max(1, load.durationUs),
                RoundingMode.CEILING);
    }
}
