package dev.cliprange.movie.sample;

import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.TruncatedMp4Exception;

/**
 * Walks a track's samples in decode order. It stands before the first one; {@link #advance()} moves on, and only after
 * a {@code true} the other methods say something.
 */
public interface SampleCursor {

    /**
     * Moves to the next sample, or block of PCM frames.
     *
     * @throws MalformedMp4Exception if the tables contradict each other
     * @throws TruncatedMp4Exception if the sample lies beyond the end of the file
     */
    boolean advance();

    long offsetBytes();

    int sizeBytes();

    /** In media-timescale ticks, never before the sample before it. */
    long decodeTicks();

    /** In media-timescale ticks; may be negative. */
    int compositionOffsetTicks();

    /** In media-timescale ticks, at least 0. */
    long durationTicks();

    /** Whether decoding may start at the sample. */
    boolean sync();

    /** Whether the sample holds a coded picture, as far as was looked; always true for audio. */
    default boolean picture() {
        return true;
    }

    /** Whether the sample holds a picture that is shown for some time; always true for audio. */
    default boolean frame() {
        return true;
    }

    /** Which of the track's sample entries, from 0. */
    int entry();

    /** As in {@code sdtp}: is leading, depends on, is depended on, has redundancy, two bits each; 0 when unknown. */
    int dependency();

    /** Which of the track's roll distances, from 1; 0 for none. */
    int roll();
}
