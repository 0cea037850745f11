package dev.cliprange.preview.waveform;

import dev.cliprange.storage.work.SourceWork;
import dev.cliprange.storage.work.SourceWork.Part;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * The waveform of a source.
 *
 * @param revision of the object that it was made of
 * @param folder of its objects, below the source's key in the work storage
 * @param sampleRate of the audio, in Hz
 * @param lengths the number of peaks of each level, the finest first
 */
record Waveform(UUID sourceId, String revision, String folder, int sampleRate, List<Long> lengths) {

    static final int LEVELS = 6;
    /** How many peaks of a level are one peak of the next one. */
    static final int STEP = 4;

    static final int FINEST_SAMPLES_PER_PEAK = 256;
    /** The minimum and the maximum. */
    static final int BYTES_PER_PEAK = 2;

    private static final int VERSION = 2;
    private static final int FLAG_8_BIT = 1;
    private static final int CHANNELS = 1;
    private static final int HEADER_BYTES = 24;

    Waveform {
        lengths = List.copyOf(lengths);
        if (lengths.size() != LEVELS) {
            throw new IllegalArgumentException("lengths: " + lengths.size() + " (expected: " + LEVELS + ")");
        }
    }

    /** Returns the number of samples of one peak. */
    static int samplesPerPeak(int level) {
        int samples = FINEST_SAMPLES_PER_PEAK;
        for (int i = 0; i < level; i++) {
            samples *= STEP;
        }
        return samples;
    }

    /** Returns the level with this number of samples of one peak. */
    static OptionalInt levelOf(int samplesPerPeak) {
        for (int level = 0; level < LEVELS; level++) {
            if (samplesPerPeak(level) == samplesPerPeak) {
                return OptionalInt.of(level);
            }
        }
        return OptionalInt.empty();
    }

    /** Returns the name of the object with the peaks of a level, without a header. */
    static String object(String folder, int level) {
        return folder + "/" + samplesPerPeak(level);
    }

    String key(SourceWork objects, int level) {
        return objects.key(Part.WAVEFORM, object(folder, level));
    }

    long peakBytes(int level) {
        return lengths.get(level) * BYTES_PER_PEAK;
    }

    long fileBytes(int level) {
        return HEADER_BYTES + peakBytes(level);
    }

    /** Returns the header of the file of a level. The number of peaks is in it, so it is not stored. */
    byte[] header(int level) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(VERSION)
                .putInt(FLAG_8_BIT)
                .putInt(sampleRate)
                .putInt(samplesPerPeak(level))
                .putInt(Math.toIntExact(lengths.get(level)))
                .putInt(CHANNELS)
                .array();
    }
}
