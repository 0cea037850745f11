package dev.cliprange.index;

/**
 * What registration shows of an audio track.
 *
 * @param codec the common name, as {@code aac}
 * @param codecString as in RFC 6381
 * @param channels 0 when unknown
 * @param sampleRate 0 when unknown
 * @param language three letters, {@code und} when unknown
 */
public record AudioSummary(String codec, String codecString, int channels, int sampleRate, String language) {}
