package dev.cliprange.slice;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import java.util.Arrays;

/**
 * The time for which each audio packet is heard. Usually it is the packet's duration. Some writers represent a gap in
 * the audio by a longer duration of the packet before it, but the decoder produces as many samples from that packet as
 * from any other. A clip that begins in the gap must not begin with that packet. Otherwise players would drop the
 * missing samples from later packets.
 */
public final class AudioPacketDurations {

    private static final int LOOKED_AT = 63;

    private final TrackSamples samples;
    private final long usualTicks;

    private AudioPacketDurations(TrackSamples samples, long usualTicks) {
        this.samples = samples;
        this.usualTicks = usualTicks;
    }

    public static AudioPacketDurations of(TrackDescription description, TrackSamples samples) {
        boolean even = samples.count() > 2
                && description.format().codec() instanceof AudioCodec codec
                && codec.packetsEquallyLong();
        return new AudioPacketDurations(samples, even ? medianTicks(samples) : Long.MAX_VALUE);
    }

    /**
     * Returns the heard duration, at most the packet's duration. A slightly longer duration is no gap, because it can
     * come from rounding to a coarse timescale.
     */
    long ticks(int index) {
        return ticks(samples.durationTicks(index));
    }

    private long ticks(long durationTicks) {
        return durationTicks / 3 * 2 > usualTicks ? usualTicks : durationTicks;
    }

    /**
     * Removes the gaps from the pre-roll of the kept packets, because players drop as many samples as the durations of
     * the pre-roll say.
     *
     * @param preroll the number of packets that are not heard
     */
    TrackSamples withoutGaps(TrackSamples kept, int preroll) {
        var times = new long[kept.count() + 1];
        long gaps = 0;
        for (int i = kept.count(); i >= 0; i--) {
            gaps += i < preroll ? kept.durationTicks(i) - ticks(kept.durationTicks(i)) : 0;
            times[i] = kept.decodeTicks(i) + gaps;
        }
        return gaps == 0 ? kept : kept.withDecodeTicks(times);
    }

    private static long medianTicks(TrackSamples samples) {
        var durations = new long[Math.min(samples.count(), LOOKED_AT)];
        for (int i = 0; i < durations.length; i++) {
            durations[i] = samples.durationTicks((int) ((long) i * samples.count() / durations.length));
        }
        Arrays.sort(durations);
        return durations[durations.length / 2];
    }
}
