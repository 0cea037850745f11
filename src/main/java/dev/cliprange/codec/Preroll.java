package dev.cliprange.codec;

/**
 * What an audio decoder must have seen before its output is right: all three at once.
 *
 * @param packets before the first one heard
 * @param durationUs of the packets before it
 * @param sizeBytes of the packets before it: MP3 keeps bits of a frame in the frames before it
 */
public record Preroll(int packets, long durationUs, int sizeBytes) {

    static final Preroll NONE = new Preroll(0, 0, 0);
    static final Preroll ONE = new Preroll(1, 0, 0);
}
