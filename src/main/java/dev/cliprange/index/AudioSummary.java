package dev.cliprange.index;

/**
 * The audio track fields that the API shows.
 *
 * @param codec the common name, for example {@code aac}
 * @param codecString in the form of RFC 6381
 * @param channels 0 if unknown
 * @param sampleRate 0 if unknown
 * @param language three letters; {@code und} if unknown
 */
public record AudioSummary(String codec, String codecString, int channels, int sampleRate, String language) {}
