package dev.cliprange.movie.sample;

import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.TruncatedMp4Exception;

/**
 * Iterates over the samples of a track in decode order. It starts before the first sample. The other methods are valid
 * only after {@link #advance()} returned {@code true}.
 */
public interface SampleCursor {

    /**
     * Moves to the next sample, or block of PCM frames.
     *
     * @throws MalformedMp4Exception if the tables contradict each other
     * @throws TruncatedMp4Exception if the sample is beyond the end of the file
     */
    boolean advance();

    long offsetBytes();

    int sizeBytes();

    /** In ticks of the media timescale. Never decreases. */
    long decodeTicks();

    /** In media-timescale ticks; may be negative. */
    int compositionOffsetTicks();

    /** In media-timescale ticks, at least 0. */
    long durationTicks();

    /** Whether decoding may start at the sample. */
    boolean sync();

    /** Whether the sample contains a coded picture. True for a sample that was not examined, and for audio. */
    default boolean picture() {
        return true;
    }

    /** Whether the sample contains a picture that is shown for some time. Always true for audio. */
    default boolean frame() {
        return true;
    }

    /** The index of the sample entry, from 0. */
    int entry();

    /** As in {@code sdtp}: is leading, depends on, is depended on, has redundancy, two bits each; 0 when unknown. */
    int dependency();

    /** The number of the roll distance, from 1; 0 for none. */
    int roll();
}
