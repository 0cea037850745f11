package dev.cliprange.ffmpeg.clip;

import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.timeline.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The command line that copies a range of a source into a fragmented MP4 on standard output. It begins with the keyframe
 * at or before the start; time zero is the start, and an edit list says so.
 */
public final class ClipCommand {

    /** What may be read: files that hold their own media. Playlists and the like would name other addresses. */
    private static final String FORMATS = "mov,matroska,mpegts,mpeg,avi,flv,asf,ogg,mxf,mp3,aac,ac3,eac3,flac,wav,aiff";

    private static final long AVI_REORDERING_US = 150_000;

    /** FFmpeg seeks to 3/23 of a second earlier. */
    private static final long FLV_SEEK_US = 200_000;

    /** Codecs that MP4 carries, and that FFmpeg writes into it only on request. */
    private static final Set<String> EXPERIMENTAL = Set.of("flac", "opus", "truehd");

    private ClipCommand() {}

    /**
     * The program and its arguments, to be run without a shell.
     *
     * @param range what to copy; a container without an index of its keyframes must be cut at one
     */
    public static List<String> clip(FfmpegProperties properties, FfmpegInput input, TimeRange range) {
        List<String> command =
                new ArrayList<>(reading(properties, input, properties.deadline().toSeconds()));
        if (jumpsAreCorrected(input)) {
            // FFmpeg would move everything after a pause of one stream; the probe lists the times as they are.
            command.addAll(List.of("-dts_delta_threshold", "1000000"));
        }
        List<String> start = List.of("-ss", seconds(range.startUs()));
        if (isBeforeKeyframes(range, input)) {
            // From the first packet on, with times that count from the start; what is earlier is not shown.
            command.addAll(List.of("-itsoffset", "-" + seconds(range.startUs()), "-i", input.address()));
        } else {
            command.addAll(start);
            command.addAll(List.of("-i", input.address()));
        }
        // Where presentation times are made up from decode times, the last of reordered frames come late.
        long copiedUs = range.durationUs() + (input.isContainer("avi") ? AVI_REORDERING_US : 0);
        command.addAll(List.of("-t", seconds(copiedUs)));
        command.addAll(maps(input));
        command.addAll(List.of("-c", "copy"));
        if (input.isContainer("mpegts") || input.isContainer("aac")) {
            addAudioFilters(input, command);
        }
        if (input.audioCodecs().stream().anyMatch(EXPERIMENTAL::contains)) {
            command.addAll(List.of("-strict", "experimental"));
        }
        // Chapters would become a text track, a timecode one of its own.
        command.addAll(List.of("-map_chapters", "-1", "-f", "mp4", "-write_tmcd", "0"));
        command.addAll(List.of("-movflags", "frag_keyframe+delay_moov+default_base_moof"));
        command.addAll(List.of("-frag_duration", "1000000", "pipe:1"));
        return command;
    }

    /**
     * Whether a seek could not find a keyframe at or before the start. It would leave out the audio before a late video, and fail
     * in FLV, where FFmpeg seeks earlier because of reordered frames. An output's {@code -ss} is no way around it: FFmpeg compares
     * it with decode times and drops the first keyframe, with all frames up to the next one.
     */
    private static boolean isBeforeKeyframes(TimeRange range, FfmpegInput input) {
        return range.startUs() < input.videoStartUs() || (range.startUs() < FLV_SEEK_US && input.isContainer("flv"));
    }

    /** A listing of the packets of the video in a range. Times count from the range's start. */
    public static List<String> listing(FfmpegProperties properties, FfmpegInput input, TimeRange range) {
        List<String> command = describing(properties, input);
        command.addAll(List.of("-ss", seconds(range.startUs()), "-i", input.address()));
        command.addAll(List.of("-t", seconds(range.durationUs())));
        command.addAll(maps(input, List.of("-map", "0:V:0?"), List.of("-map", "0:V?")));
        command.addAll(List.of("-c", "copy", "-f", "framecrc", "pipe:1"));
        return command;
    }

    /**
     * A listing of the packets of all streams that a clip has, for the whole source. Times are those of the container,
     * counted from its first one: FFmpeg does not join them where they jump.
     */
    public static List<String> listing(FfmpegProperties properties, FfmpegInput input) {
        List<String> command = describing(properties, input);
        command.addAll(List.of("-copyts", "-start_at_zero", "-i", input.address()));
        command.addAll(maps(input));
        command.addAll(List.of("-c", "copy", "-f", "framecrc", "pipe:1"));
        return command;
    }

    private static List<String> describing(FfmpegProperties properties, FfmpegInput input) {
        List<String> command = new ArrayList<>(
                reading(properties, input, properties.probeDeadline().toSeconds()));
        command.set(command.indexOf("-loglevel") + 1, "info");
        return command;
    }

    /** The first video that is not a cover picture and all audio, without what is left out. */
    private static List<String> maps(FfmpegInput input) {
        return maps(input, List.of("-map", "0:V:0?", "-map", "0:a?"), List.of("-map", "0:V?", "-map", "0:a?"));
    }

    private static List<String> maps(FfmpegInput input, List<String> ofFirst, List<String> ofAll) {
        if (input.leftOut().isEmpty()) {
            return ofFirst;
        }
        List<String> maps = new ArrayList<>(ofAll);
        input.leftOut().stream().sorted().forEach(stream -> maps.addAll(List.of("-map", "-0:" + stream)));
        return maps;
    }

    private static boolean jumpsAreCorrected(FfmpegInput input) {
        return input.isContainer("mpegts") || input.isContainer("mpeg");
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
        if (input.isContainer("avi") || input.isContainer("mpeg")) {
            // AVI has decode times only, and reordered frames would be lost at the end. A program stream has a time for
            // each
            // pack and not for each frame.
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
