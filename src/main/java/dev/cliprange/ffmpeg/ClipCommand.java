package dev.cliprange.ffmpeg;

import dev.cliprange.timeline.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The command line that copies a range of a source into a fragmented MP4 on standard output. It begins with the keyframe
 * at or before the start; time zero is the start, and an edit list says so.
 */
final class ClipCommand {

    /** What may be read: files that hold their own media. Playlists and the like would name other addresses. */
    private static final String FORMATS = "mov,matroska,mpegts,mpeg,avi,flv,asf,ogg,mxf,mp3,aac,ac3,eac3,flac,wav,aiff";

    private static final long AVI_REORDERING_US = 150_000;

    private ClipCommand() {}

    /**
     * The program and its arguments, to be run without a shell.
     *
     * @param range what to copy; a container without an index of its keyframes must be cut at one
     */
    static List<String> clip(FfmpegProperties properties, FfmpegInput input, TimeRange range) {
        List<String> command =
                new ArrayList<>(reading(properties, input, properties.deadline().toSeconds()));
        if (!input.isContainer("avi")) {
            // After a seek AVI's audio often has the same time twice, and that is not worth the clip.
            command.add(1, "-xerror");
        }
        command.addAll(List.of("-ss", seconds(range.startUs()), "-i", input.address()));
        // Where presentation times are made up from decode times, the last of reordered frames come late.
        long copiedUs = range.durationUs() + (input.isContainer("avi") ? AVI_REORDERING_US : 0);
        command.addAll(List.of("-t", seconds(copiedUs), "-map", "0:V:0?", "-map", "0:a?", "-c", "copy"));
        if (input.isContainer("mpegts") || input.isContainer("aac")) {
            addAudioFilters(input, command);
        }
        // Chapters would become a text track, a timecode one of its own.
        command.addAll(List.of("-map_chapters", "-1", "-f", "mp4", "-write_tmcd", "0"));
        command.addAll(List.of("-movflags", "frag_keyframe+delay_moov+default_base_moof"));
        command.addAll(List.of("-frag_duration", "1000000", "pipe:1"));
        return command;
    }

    /** A listing of the packets of the video in a range, or of all streams of the whole source without one. */
    static List<String> listing(FfmpegProperties properties, FfmpegInput input, Optional<TimeRange> range) {
        List<String> command = new ArrayList<>(
                reading(properties, input, properties.probeDeadline().toSeconds()));
        command.set(command.indexOf("-loglevel") + 1, "info");
        range.ifPresent(part -> command.addAll(List.of("-ss", seconds(part.startUs()))));
        command.addAll(List.of("-i", input.address()));
        range.ifPresent(part -> command.addAll(List.of("-t", seconds(part.durationUs()))));
        command.addAll(List.of("-map", "0:V:0?"));
        if (range.isEmpty()) {
            command.addAll(List.of("-map", "0:a?"));
        }
        command.addAll(List.of("-c", "copy", "-f", "framecrc", "pipe:1"));
        return command;
    }

    /** The program and everything up to the place where {@code -ss} or {@code -i} stands. */
    static List<String> reading(FfmpegProperties properties, FfmpegInput input, long cpuSeconds) {
        List<String> command = new ArrayList<>(List.of(properties.path(), "-nostdin", "-hide_banner", "-nostats"));
        command.addAll(properties.limits());
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
        if (describesItself(input)) {
            // The sample tables say it all; looking at pictures takes longer than the clip.
            command.add("-nofind_stream_info");
        }
        if (input.isContainer("avi")) {
            // AVI has decode times only, and reordered frames would be lost at the end.
            command.addAll(List.of("-fflags", "+genpts"));
        }
        return command;
    }

    /** As {@code 12.000500}. */
    static String seconds(long us) {
        return String.format(Locale.ROOT, "%d.%06d", us / 1_000_000, us % 1_000_000);
    }

    /** Of VP9 in MP4, for one, a clip made without a look cannot be read. */
    private static boolean describesItself(FfmpegInput input) {
        return input.isContainer("mov")
                && Set.of("h264", "hevc").contains(input.videoCodec())
                && Set.of("aac").containsAll(input.audioCodecs());
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
                .sorted(Map.Entry.comparingByKey())
                .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                .collect(Collectors.joining());
    }
}
