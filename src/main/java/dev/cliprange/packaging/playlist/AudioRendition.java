package dev.cliprange.packaging.playlist;

import org.jspecify.annotations.Nullable;

/**
 * One audio track. All video renditions share it.
 *
 * @param id part of the URIs; lower-case letters, digits, {@code -} and {@code _}
 * @param codecs the RFC 6381 string from the sample entry, for example {@code mp4a.40.2}
 * @param name for people; the writers number equal names
 * @param language a tag of BCP 47, see {@link Languages}; null if it is not known
 * @param channels at least 1
 * @param sampleRate in Hz
 */
public record AudioRendition(
        String id,
        String codecs,
        String name,
        @Nullable String language,
        int channels,
        int sampleRate,
        SegmentList segments) {

    /** @throws IllegalArgumentException if the id or the codec does not fit its grammar, or a number is not positive */
    public AudioRendition {
        StreamFile.checkId(id);
        Attributes.checkCodecs(codecs);
        if (channels < 1 || sampleRate < 1) {
            throw new IllegalArgumentException(
                    "audio: " + channels + " channels, " + sampleRate + " Hz (expected: positive numbers)");
        }
    }
}
