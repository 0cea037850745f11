package dev.cliprange.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Decoded audio of one stream. A sample here is one value per channel; sample 0 is presentation time 0. Values are floats,
 * full scale at 1: exact for what decodes to floats and for integers of up to 24 bits.
 *
 * @see Oracle#pcm
 */
public final class Pcm {

    private final long startSample;
    private final int sampleRate;
    private final int channels;
    private final boolean contiguous;
    private final FloatBuffer values;

    /** @param littleEndian interleaved 32-bit floats; not copied */
    Pcm(long startSample, int sampleRate, int channels, boolean contiguous, byte[] littleEndian) {
        this.startSample = startSample;
        this.sampleRate = sampleRate;
        this.channels = channels;
        this.contiguous = contiguous;
        this.values =
                ByteBuffer.wrap(littleEndian).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    /** Presentation time of the first decoded sample, in samples; below 0 where the player is not told to drop it. */
    public long startSample() {
        return startSample;
    }

    /** The first sample that is not there any more, in presentation time, if {@link #contiguous()}. */
    public long endSample() {
        return startSample + count();
    }

    /** Number of decoded samples. */
    public long count() {
        return values.capacity() / channels;
    }

    public int sampleRate() {
        return sampleRate;
    }

    public int channels() {
        return channels;
    }

    /** Whether each packet's samples begin where the ones before it ended, to one sample. */
    public boolean contiguous() {
        return contiguous;
    }

    /** The first sample at or behind a time: as with frames, {@code [start, end)} holds what begins inside it. */
    public long sampleAtUs(long timeUs) {
        return Math.ceilDiv(Math.multiplyExact(timeUs, (long) sampleRate), 1_000_000L);
    }

    /**
     * A copy of the samples {@code [fromSample, toSample)} of presentation time, channels interleaved.
     *
     * @throws IndexOutOfBoundsException if not all of them were decoded
     */
    public float[] window(long fromSample, long toSample) {
        if (fromSample < startSample || toSample > endSample() || fromSample > toSample) {
            throw new IndexOutOfBoundsException("samples: " + fromSample + ".." + toSample + " (expected: within "
                    + startSample + ".." + endSample() + ")");
        }
        var window = new float[Math.toIntExact((toSample - fromSample) * channels)];
        values.get(Math.toIntExact((fromSample - startSample) * channels), window);
        return window;
    }

    /** The greatest difference of two values at the same place; 0 means equal sample for sample. */
    public static float peakDifference(float[] one, float[] other) {
        if (one.length != other.length) {
            throw new IllegalArgumentException("length: " + other.length + " (expected: " + one.length + ")");
        }
        float peak = 0;
        for (int i = 0; i < one.length; i++) {
            peak = Math.max(peak, Math.abs(one[i] - other[i]));
        }
        return peak;
    }
}
