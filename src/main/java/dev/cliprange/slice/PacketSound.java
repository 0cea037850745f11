package dev.cliprange.slice;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import java.util.Arrays;

/**
 * How long a packet is heard. Most writers say it by the packet's duration; some leave a gap in the sound by a packet whose
 * duration reaches over it. Its decoder makes as many samples of it as of any other, so a clip that begins in the gap must
 * not begin with that packet: players would drop the samples it does not have from those behind it.
 */
public final class PacketSound {

    private static final int LOOKED_AT = 63;

    private final TrackSamples samples;
    private final long usualTicks;

    private PacketSound(TrackSamples samples, long usualTicks) {
        this.samples = samples;
        this.usualTicks = usualTicks;
    }

    public static PacketSound of(TrackDescription description, TrackSamples samples) {
        boolean even = samples.count() > 2
                && description.format().codec() instanceof AudioCodec codec
                && codec.packetsEquallyLong();
        return new PacketSound(samples, even ? medianTicks(samples) : Long.MAX_VALUE);
    }

    /** At most the packet's duration. Rounding to a coarse timescale makes no gap, so a little more than usual is whole. */
    long ticks(int index) {
        return ticks(samples.durationTicks(index));
    }

    private long ticks(long durationTicks) {
        return durationTicks / 3 * 2 > usualTicks ? usualTicks : durationTicks;
    }

    /**
     * The kept packets, without the gaps in the pre-roll: players drop as many samples for it as its durations say.
     *
     * @param preroll how many of the packets are not heard
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
