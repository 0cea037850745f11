package dev.cliprange.ffmpeg.transcode;

import dev.cliprange.ffmpeg.clip.ClipCommand;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The command line that copies the media of a source into a fragmented MP4 on standard output. Times count from the start
 * of the source, as in clips of the source. Progress is written to standard error.
 */
final class RemuxCommand {

    /** Other audio is encoded: MP4 cannot carry it, or players do not expect it there. */
    private static final Set<String> COPIED_AUDIO =
            Set.of("aac", "mp1", "mp2", "mp3", "ac3", "eac3", "opus", "flac", "alac");

    /** In microseconds. Fewer fragments are read faster, and FFmpeg keeps one of them in memory. */
    private static final String FRAGMENT_US = "5000000";

    private static final String MOST_FRAGMENT_BYTES = "33554432";

    /** Times of transport streams and of most frame rates are whole in it. Edit lists use it. */
    private static final String MOVIE_TIMESCALE = "90000";

    private static final int BIT_RATE_OF_CHANNEL = 64_000;
    private static final int MOST_CHANNELS = 8;

    private RemuxCommand() {}

    static List<String> of(FfmpegProperties properties, RemuxRequest request, Duration longest) {
        var input = request.input();
        List<String> command = ClipCommand.reading(properties, input, longest.toSeconds());
        if (ClipCommand.jumpsAreCorrected(input)) {
            command.addAll(List.of("-dts_delta_threshold", "1000000"));
        }
        command.addAll(List.of("-i", input.url()));
        command.addAll(ClipCommand.maps(input));
        request.encoded().forEach(stream -> command.addAll(List.of("-map", "0:" + stream)));
        command.addAll(List.of("-c", "copy"));
        if (input.videoCodec().equals("mpeg4")) {
            // Keyframes in AVI repeat the headers that the sample entry has.
            command.addAll(List.of("-bsf:v", "remove_extra=freq=all"));
        }
        ClipCommand.addAudioFilters(input, command);
        List<String> codecs = input.audioCodecs();
        for (int i = 0; i < codecs.size() + request.encoded().size(); i++) {
            if (i >= codecs.size() || !COPIED_AUDIO.contains(codecs.get(i))) {
                command.addAll(List.of("-c:a:" + i, "aac", "-b:a:" + i, bitRate(request, i)));
            }
        }
        if (codecs.stream().anyMatch(ClipCommand::isExperimental)) {
            command.addAll(List.of("-strict", "experimental"));
        }
        command.addAll(List.of("-map_chapters", "-1", "-f", "mp4", "-write_tmcd", "0"));
        command.addAll(List.of("-movie_timescale", MOVIE_TIMESCALE));
        command.addAll(List.of("-movflags", "frag_keyframe+delay_moov+default_base_moof"));
        command.addAll(List.of("-min_frag_duration", FRAGMENT_US, "-frag_size", MOST_FRAGMENT_BYTES));
        command.addAll(List.of("-progress", "pipe:2", "-stats_period", "1", "pipe:1"));
        return command;
    }

    private static String bitRate(RemuxRequest request, int audio) {
        int channels = audio < request.channels().size() ? request.channels().get(audio) : 0;
        return Integer.toString(BIT_RATE_OF_CHANNEL * Math.clamp(channels == 0 ? 2 : channels, 1, MOST_CHANNELS));
    }
}
