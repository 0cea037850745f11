package dev.cliprange.packaging.playlist;

import dev.cliprange.timeline.FrameRate;
import org.jspecify.annotations.Nullable;

/**
 * One quality of the video.
 *
 * @param id part of the URIs; lower-case letters, digits, {@code -} and {@code _}
 * @param codecs the RFC 6381 string from the sample entry, for example {@code avc1.64001f}
 * @param width in pixels of the picture as it is shown: after rotation and with square pixels
 * @param height likewise
 * @param frameRate null if it is not known
 * @param openGop whether a segment may begin with leading pictures that need the segment before it
 */
public record VideoRendition(
        String id,
        String codecs,
        int width,
        int height,
        @Nullable FrameRate frameRate,
        VideoRange videoRange,
        boolean openGop,
        SegmentList segments) {

    /** @throws IllegalArgumentException if the id or the codec does not fit its grammar, or the size is not positive */
    public VideoRendition {
        StreamFile.checkId(id);
        Attributes.checkCodecs(codecs);
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("size: " + width + "x" + height + " (expected: positive numbers)");
        }
    }
}
