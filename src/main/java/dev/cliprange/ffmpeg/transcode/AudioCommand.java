package dev.cliprange.ffmpeg.transcode;

import dev.cliprange.ffmpeg.clip.ClipCommand;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import java.time.Duration;
import java.util.List;

/** The command line that decodes an audio stream to standard output. Progress is written to standard error. */
final class AudioCommand {

    /** Sample 0 is time 0 of the source: a late start and gaps become silence, and what is before 0 is dropped. */
    private static final String ON_TIME = "aresample=async=1:min_hard_comp=0.02:first_pts=0";

    private AudioCommand() {}

    static List<String> of(FfmpegProperties properties, AudioRequest request, Duration longest) {
        List<String> command = ClipCommand.reading(properties, request.input(), longest.toSeconds());
        if (request.absolute()) {
            command.add("-copyts");
        } else if (ClipCommand.jumpsAreCorrected(request.input())) {
            // As in clips and remuxes of the source.
            command.addAll(List.of("-dts_delta_threshold", "1000000"));
        }
        command.addAll(List.of("-i", request.input().url(), "-map", request.stream(), "-map_metadata", "-1"));
        command.addAll(List.of("-af", ON_TIME, "-ac", "1", "-ar", Integer.toString(request.sampleRate())));
        command.addAll(List.of("-c:a", "pcm_s16le", "-f", "s16le"));
        command.addAll(List.of("-progress", "pipe:2", "-stats_period", "1", "pipe:1"));
        return command;
    }
}
