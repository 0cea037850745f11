package dev.cliprange.codec;

/**
 * What an audio decoder must read before its output is right. All three minimums apply.
 *
 * @param packets before the first packet that is heard
 * @param durationUs of these packets
 * @param sizeBytes of these packets; MP3 stores bits of a frame in earlier frames
 */
public record Preroll(int packets, long durationUs, int sizeBytes) {

    static final Preroll NONE = new Preroll(0, 0, 0);
    static final Preroll ONE = new Preroll(1, 0, 0);
}
