package dev.cliprange.slice.sequence;

import dev.cliprange.testing.Pcm;
import dev.cliprange.timeline.TimeRange;
import java.util.OptionalInt;

/** Measures how much later the audio of a clip is heard in a sequence than its frames say. */
final class AudioShift {

    /** Decoders need some packets after a splice point until their output is that of the source. */
    private static final int SETTLING_SAMPLES = 4_000;

    private static final int COMPARED_SAMPLES = 6_000;
    private static final int FARTHEST = 1_200;

    private AudioShift() {}

    /**
     * Returns the shift with the smallest difference, in samples; above 0 if the audio is late. Empty if the
     * clip is too short.
     *
     * @param startUs of the clip in the sequence
     */
    static OptionalInt of(Pcm source, TimeRange range, Pcm sequence, long startUs) {
        long from = source.sampleAtUs(range.startUs());
        long to = Math.min(source.endSample(), source.sampleAtUs(range.endUs()));
        long at = sequence.sampleAtUs(startUs);
        long settled = to - from > 2 * SETTLING_SAMPLES ? SETTLING_SAMPLES : (to - from) / 3;
        long count = Math.min(COMPARED_SAMPLES, to - from - settled - FARTHEST);
        if (count < 600 || from + settled < source.startSample()) {
            return OptionalInt.empty();
        }
        float[] wanted = source.window(from + settled, from + settled + count);
        int best = 0;
        double least = Double.MAX_VALUE;
        for (int shift = -FARTHEST; shift <= FARTHEST; shift++) {
            long first = at + settled + shift;
            if (first < sequence.startSample() || first + count > sequence.endSample()) {
                continue;
            }
            double difference = difference(wanted, sequence.window(first, first + count));
            if (difference < least) {
                least = difference;
                best = shift;
            }
        }
        if (least > 0.05) {
            throw new AssertionError("no similar audio near " + startUs + " us: " + least);
        }
        return OptionalInt.of(best);
    }

    private static double difference(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i += 7) {
            sum += Math.abs(one[i] - other[i]);
        }
        return sum / (one.length / 7.0);
    }
}
