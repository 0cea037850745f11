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
 * The command line that copies a range of a source into a fragmented MP4 on standard output. The clip begins with the
 * keyframe at or before the start. An edit list makes the start time zero.
 */
public final class ClipCommand {

    /** Formats of files that contain their own media. Playlists are not among them: they name other URLs. */
    private static final String FORMATS = "mov,matroska,mpegts,mpeg,avi,flv,asf,ogg,mxf,mp3,aac,ac3,eac3,flac,wav,aiff";

    private static final long AVI_REORDERING_US = 150_000;

    /** FFmpeg seeks 3/23 of a second further back. */
    private static final long FLV_SEEK_US = 200_000;

    /** Codecs that MP4 carries, but that FFmpeg writes into MP4 only on request. */
    private static final Set<String> EXPERIMENTAL = Set.of("flac", "opus", "truehd");

    private ClipCommand() {}

    /**
     * The program and its arguments, without a shell.
     *
     * @param range in a container without an index of keyframes, it must begin at a keyframe
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
            // All packets, with times that count from the start. What is earlier is not shown.
            command.addAll(List.of("-itsoffset", "-" + seconds(range.startUs()), "-i", input.url()));
        } else {
            command.addAll(start);
            command.addAll(List.of("-i", input.url()));
        }
        // Presentation times that FFmpeg derives from decode times are late for the last reordered frames.
        long copiedUs = range.durationUs() + (input.isContainer("avi") ? AVI_REORDERING_US : 0);
        command.addAll(List.of("-t", seconds(copiedUs)));
        command.addAll(maps(input));
        command.addAll(List.of("-c", "copy"));
        addAudioFilters(input, command);
        if (input.audioCodecs().stream().anyMatch(ClipCommand::isExperimental)) {
            command.addAll(List.of("-strict", "experimental"));
        }
        // Chapters would become a text track, and a timecode another track.
        command.addAll(List.of("-map_chapters", "-1", "-f", "mp4", "-write_tmcd", "0"));
        command.addAll(List.of("-movflags", "frag_keyframe+delay_moov+default_base_moof"));
        command.addAll(List.of("-frag_duration", "1000000", "pipe:1"));
        return command;
    }

    /**
     * Whether a seek could not find a keyframe at or before the start. A seek would omit the audio before a late video,
     * and would fail in FLV, where FFmpeg seeks further back because of reordered frames. {@code -ss} of the output
     * does not help: FFmpeg compares it with decode times and drops the first keyframe and all frames up to the next
     * one.
     */
    private static boolean isBeforeKeyframes(TimeRange range, FfmpegInput input) {
        return range.startUs() < input.videoStartUs() || (range.startUs() < FLV_SEEK_US && input.isContainer("flv"));
    }

    /** Lists the packets of the video in a range. Times count from the start of the range. */
    public static List<String> listing(FfmpegProperties properties, FfmpegInput input, TimeRange range) {
        List<String> command = describing(properties, input);
        command.addAll(List.of("-ss", seconds(range.startUs()), "-i", input.url()));
        command.addAll(List.of("-t", seconds(range.durationUs())));
        command.addAll(maps(input, List.of("-map", "0:V:0?"), List.of("-map", "0:V?")));
        command.addAll(List.of("-c", "copy", "-f", "framecrc", "pipe:1"));
        return command;
    }

    /**
     * Lists the packets of all streams that a clip has, for the whole source. Times are those of the container, counted
     * from the first one: FFmpeg does not join them where they jump.
     */
    public static List<String> listing(FfmpegProperties properties, FfmpegInput input) {
        List<String> command = describing(properties, input);
        command.addAll(List.of("-copyts", "-start_at_zero", "-i", input.url()));
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

    /** Maps the first video that is not a cover picture, and all audio, without the streams that are left out. */
    public static List<String> maps(FfmpegInput input) {
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

    /** Whether FFmpeg would change the times after a pause of one stream. */
    public static boolean jumpsAreCorrected(FfmpegInput input) {
        return input.isContainer("mpegts") || input.isContainer("mpeg");
    }

    /** The program and all arguments before {@code -ss} and {@code -i}. */
    public static List<String> reading(FfmpegProperties properties, FfmpegInput input, long cpuSeconds) {
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
            // The sample tables are sufficient. Decoding pictures to learn more takes longer than the clip.
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

    /** Formats a time, as {@code 12.000500}. */
    static String seconds(long us) {
        return String.format(Locale.ROOT, "%d.%06d", us / 1_000_000, us % 1_000_000);
    }

    /** Whether FFmpeg needs no look at the media. Without one, clips of VP9 in MP4, for example, are not readable. */
    private static boolean describesItself(FfmpegInput input) {
        return input.isContainer("mov")
                && Set.of("h264", "hevc").contains(input.videoCodec())
                && Set.of("aac").containsAll(input.audioCodecs());
    }

    /** Whether FFmpeg writes a codec into MP4 only on request. */
    public static boolean isExperimental(String codec) {
        return EXPERIMENTAL.contains(codec);
    }

    /** Adds the filters that copied audio needs in a fragmented MP4. */
    public static void addAudioFilters(FfmpegInput input, List<String> command) {
        if (!input.isContainer("mpegts") && !input.isContainer("aac")) {
            return;
        }
        for (int i = 0; i < input.audioCodecs().size(); i++) {
            if (input.audioCodecs().get(i).equals("aac")) {
                // FFmpeg adds this filter by itself only for files that are not fragmented.
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
