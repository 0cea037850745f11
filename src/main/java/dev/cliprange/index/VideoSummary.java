package dev.cliprange.index;

import dev.cliprange.timeline.FrameRate;

/**
 * The video fields that the API shows.
 *
 * @param codec the common name, for example {@code h264}
 * @param codecString in the form of RFC 6381
 * @param constantFrameRate whether {@code frameRate} is exact for every frame; otherwise it is an average
 * @param frames the number of shown frames
 * @param rotationDegrees clockwise: 0, 90, 180 or 270
 */
public record VideoSummary(
        String codec,
        String codecString,
        int width,
        int height,
        FrameRate frameRate,
        boolean constantFrameRate,
        long frames,
        int rotationDegrees,
        long maxSyncIntervalUs,
        boolean allIntra) {}
