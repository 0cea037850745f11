package dev.cliprange.ffmpeg.encode;

import dev.cliprange.ffmpeg.process.FfmpegProperties;
import java.util.ArrayList;
import java.util.List;

/** The command line that encodes half a second of silence to a fragmented MP4 on standard output. */
final class SilenceCommand {

    /** Longer than the delay of every encoder and several packets. */
    private static final String SECONDS = "0.8";

    private static final List<String> LAYOUTS = List.of("mono", "stereo", "3.0", "4.0", "5.0", "5.1");

    private SilenceCommand() {}

    /** The encoder, by FFmpeg's name. */
    static String encoder(SilenceRequest request) {
        return switch (request.codec()) {
            case AAC -> "aac";
            case MP3 -> "libmp3lame";
            case AC3 -> "ac3";
            case EAC3 -> "eac3";
            case OPUS -> "libopus";
            case FLAC, ALAC, PCM, OTHER ->
                throw new IllegalArgumentException(
                        "codec: " + request.codec() + " (expected: one whose silence can be encoded)");
        };
    }

    static List<String> of(FfmpegProperties properties, SilenceRequest request) {
        List<String> command = new ArrayList<>(List.of(properties.path(), "-nostdin", "-hide_banner", "-nostats"));
        command.addAll(List.of("-loglevel", "warning", "-filter_threads", "1"));
        command.addAll(properties.limits());
        command.addAll(List.of(
                "-timelimit", Long.toString(Math.max(1, request.deadline().toSeconds()))));
        command.addAll(List.of("-protocol_whitelist", "pipe", "-f", "lavfi", "-i"));
        command.add(
                "anullsrc=r=" + request.sampleRate() + ":cl=" + LAYOUTS.get(request.channels() - 1) + ":d=" + SECONDS);
        command.addAll(List.of("-c:a", encoder(request), "-b:a", Integer.toString(request.bitRate())));
        switch (request.codec()) {
            // Otherwise a frame may need bits of the one before it.
            case MP3 -> command.addAll(List.of("-reservoir", "0"));
            case OPUS -> command.addAll(List.of("-frame_duration", "20"));
            case AAC, AC3, EAC3, FLAC, ALAC, PCM, OTHER -> {}
        }
        command.addAll(List.of("-flags:a", "+bitexact", "-fflags", "+bitexact", "-map_metadata", "-1", "-f", "mp4"));
        command.addAll(List.of("-movflags", "frag_keyframe+delay_moov+default_base_moof", "pipe:1"));
        return command;
    }
}
