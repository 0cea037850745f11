package dev.cliprange.ffmpeg.clip;

import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.timeline.TimeRange;

/**
 * A request for one clip.
 *
 * @param label names the process in logs: the id of the clip
 * @param holder holds the process
 * @param range within the source; times count from the first moment of the source
 */
public record ClipRequest(String label, ProcessHolder holder, FfmpegInput input, TimeRange range) {}
