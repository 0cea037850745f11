package dev.cliprange.index;

import dev.cliprange.timeline.FrameRate;

/**
 * What registration shows of the video.
 *
 * @param codec the common name, as {@code h264}
 * @param codecString as in RFC 6381
 * @param constantFrameRate whether {@code frameRate} is exact for every frame, and not an average
 * @param frames that are shown
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
