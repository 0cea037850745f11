package dev.cliprange.ffmpeg;

import dev.cliprange.timeline.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The command line that copies a range of a source into a fragmented MP4 on standard output. It begins with the keyframe
 * at or before the start; time zero is the start, and an edit list says so.
 */
final class ClipCommand {

    /** What may be read: files that hold their own media. Playlists and the like would name other addresses. */
    private static final String FORMATS = "mov,matroska,mpegts,mpeg,avi,flv,asf,ogg,mxf,mp3,aac,ac3,eac3,flac,wav,aiff";

    private ClipCommand() {}

    /** The program and its arguments, to be run without a shell. */
    static List<String> clip(FfmpegProperties properties, FfmpegInput input, TimeRange range) {
        List<String> command =
                new ArrayList<>(reading(properties, input, properties.deadline().toSeconds()));
        if (!isContainer(input, "avi")) {
            // After a seek AVI's audio often has the same time twice, and that is not worth the clip.
            command.add(1, "-xerror");
        }
        command.addAll(List.of("-ss", seconds(range.startUs()), "-i", input.address()));
        command.addAll(List.of("-t", seconds(range.durationUs()), "-map", "0:V:0?", "-map", "0:a?", "-c", "copy"));
        if (isContainer(input, "mpegts") || isContainer(input, "aac")) {
            addAudioFilters(input, command);
        }
        // Chapters would become a text track.
        command.addAll(List.of("-map_chapters", "-1", "-f", "mp4"));
        command.addAll(List.of("-movflags", "frag_keyframe+delay_moov+default_base_moof"));
        command.addAll(List.of("-frag_duration", "1000000", "pipe:1"));
        return command;
    }

    /** The program and everything up to the place where {@code -ss} or {@code -i} stands. */
    static List<String> reading(FfmpegProperties properties, FfmpegInput input, long cpuSeconds) {
        List<String> command = new ArrayList<>(List.of(properties.path(), "-nostdin", "-hide_banner", "-nostats"));
        command.addAll(List.of("-loglevel", "warning", "-timelimit", Long.toString(Math.max(1, cpuSeconds))));
        command.addAll(List.of(
                "-protocol_whitelist",
                String.join(",", input.protocols().stream().sorted().toList())));
        command.addAll(List.of("-format_whitelist", FORMATS));
        if (input.remote()) {
            command.addAll(List.of(
                    "-rw_timeout", Long.toString(properties.readTimeout().toNanos() / 1000)));
        }
        if (!input.headers().isEmpty()) {
            command.addAll(List.of("-headers", headers(input)));
        }
        if (isContainer(input, "mov")) {
            // The sample tables say it all; looking at pictures takes longer than the clip.
            command.add("-nofind_stream_info");
        }
        if (isContainer(input, "avi")) {
            // AVI has decode times only, and reordered frames would be lost at the end.
            command.addAll(List.of("-fflags", "+genpts"));
        }
        return command;
    }

    /** As {@code 12.000500}. */
    static String seconds(long us) {
        return String.format(Locale.ROOT, "%d.%06d", us / 1_000_000, us % 1_000_000);
    }

    private static void addAudioFilters(FfmpegInput input, List<String> command) {
        for (int i = 0; i < input.audioCodecs().size(); i++) {
            if (input.audioCodecs().get(i).equals("aac")) {
                // FFmpeg adds it by itself only for files that are not fragmented.
                command.addAll(List.of("-bsf:a:" + i, "aac_adtstoasc"));
            }
        }
    }

    private static String headers(FfmpegInput input) {
        return input.headers().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                .collect(Collectors.joining());
    }

    /** FFmpeg names a container by all its names, as {@code mov,mp4,m4a,3gp,3g2,mj2}. */
    private static boolean isContainer(FfmpegInput input, String name) {
        return List.of(input.container().split(",")).contains(name);
    }
}
