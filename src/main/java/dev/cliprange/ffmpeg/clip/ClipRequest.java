package dev.cliprange.ffmpeg.clip;

import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.timeline.TimeRange;

/**
 * A clip to be made.
 *
 * @param label whom it is for, as the operator sees it: the clip's id
 * @param holder holds the process
 * @param range within the source, from the source's first moment
 */
public record ClipRequest(String label, ProcessHolder holder, FfmpegInput input, TimeRange range) {}
