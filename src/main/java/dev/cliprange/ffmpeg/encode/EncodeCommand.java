package dev.cliprange.ffmpeg.encode;

import dev.cliprange.codec.splice.EncoderTarget;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The command line that reads an MP4 from standard input and encodes some of its frames to a fragmented MP4 on standard
 * output. No frame refers to a later one, so the samples have the order in which they are shown.
 */
final class EncodeCommand {

    /** Measured: pictures look the same as those of the source. */
    private static final String AVC_QUALITY = "18";

    private static final String HEVC_QUALITY = "14";

    private static final Map<Integer, String> AVC_PROFILES =
            Map.of(66, "baseline", 77, "main", 100, "high", 110, "high10", 122, "high422", 244, "high444");

    private EncodeCommand() {}

    /** The encoder that a target needs, by FFmpeg's name. */
    static String encoder(EncoderTarget target) {
        return switch (target.codec()) {
            case H264 -> "libx264";
            case HEVC -> "libx265";
            case AV1 -> "libsvtav1";
            case VP9 -> "libvpx-vp9";
            case VVC, VP8, MPEG4 ->
                throw new IllegalArgumentException("codec: " + target.codec() + " (expected: one that can be spliced)");
        };
    }

    static List<String> of(FfmpegProperties properties, EncodeRequest request) {
        List<String> command = new ArrayList<>(List.of(properties.path(), "-nostdin", "-hide_banner", "-nostats"));
        String threads = Integer.toString(properties.threadCount());
        command.addAll(List.of("-loglevel", "warning", "-filter_threads", "1"));
        command.addAll(properties.limits());
        command.addAll(List.of(
                "-timelimit", Long.toString(Math.max(1, request.deadline().toSeconds()) * 4)));
        command.addAll(List.of("-protocol_whitelist", "pipe", "-format_whitelist", "mov"));
        // Frames are selected by their times, so the decoder may also return those it is not sure of.
        command.addAll(List.of("-copyts", "-noautorotate", "-flags", "+output_corrupt"));
        // This limit applies to the size in the headers of the codec, not to the one in the container.
        command.addAll(List.of("-max_pixels", Long.toString(mostPixels(properties, request.target()))));
        // The header is sufficient. Pictures that are decoded to learn more would be decoded twice.
        command.addAll(
                List.of("-f", "mov", "-nofind_stream_info", "-ignore_editlist", "1", "-i", "pipe:0", "-map", "0:V:0"));
        command.addAll(List.of("-vf", "select=" + wanted(request.wanted()) + ",setpts=N/FRAME_RATE/TB"));
        command.addAll(List.of("-c:v", encoder(request.target()), "-threads:v", threads, "-g", "9999", "-bf", "0"));
        if (request.wanted().size() > 1) {
            command.addAll(List.of("-force_key_frames", "expr:eq(n," + request.firstRunFrames() + ")"));
        }
        addEncoderOptions(request, threads, command);
        command.addAll(List.of("-map_metadata", "-1", "-f", "mp4"));
        command.addAll(List.of("-movflags", "frag_keyframe+delay_moov+default_base_moof", "pipe:1"));
        return command;
    }

    /** The most pixels of a picture that can be decoded and encoded in the memory of a process. */
    static long mostPixels(FfmpegProperties properties, EncoderTarget target) {
        return EncodeMemory.mostPixels(target, properties.memoryBytes(), properties.threadCount());
    }

    private static String wanted(List<EncodeRequest.Run> runs) {
        return runs.stream()
                .map(run -> "between(pts\\," + run.fromTicks() + "\\," + run.toTicks() + ")")
                .collect(Collectors.joining("+"));
    }

    private static void addEncoderOptions(EncodeRequest request, String threads, List<String> command) {
        EncoderTarget target = request.target();
        switch (target.codec()) {
            case H264 -> {
                command.addAll(List.of("-preset", request.preset(), "-crf", AVC_QUALITY, "-forced-idr", "1"));
                String profile = AVC_PROFILES.get(target.profile());
                if (profile != null) {
                    command.addAll(List.of("-profile:v", profile));
                }
                command.addAll(List.of("-level", avcLevel(target.level())));
                String slices = target.maxUnitBytes() > 0 ? ":slice-max-size=" + target.maxUnitBytes() * 3 / 4 : "";
                command.addAll(List.of("-x264-params", "sps-id=" + target.parameterSetId() + slices));
            }
            case HEVC -> {
                command.addAll(List.of("-preset", request.preset(), "-crf", HEVC_QUALITY, "-forced-idr", "1"));
                // Slice headers stay simple, because they are rewritten with other ids.
                command.addAll(List.of(
                        "-x265-params",
                        "log-level=warning:bframes=0:open-gop=0:repeat-headers=0:info=0:wpp=0:weightp=0:slices=1"
                                + ":frame-threads=" + threads + ":pools=" + threads + ":scenecut=0:hrd=0:aud=0"));
                command.addAll(List.of("-tag:v", "hvc1"));
            }
            case AV1 -> {
                command.addAll(List.of("-preset", "8", "-crf", "20"));
                command.addAll(List.of("-svtav1-params", "pred-struct=1:lp=" + threads));
            }
            case VP9 -> {
                command.addAll(List.of("-deadline", "realtime", "-cpu-used", "5", "-row-mt", "1"));
                command.addAll(List.of("-b:v", "0", "-crf", "12", "-lag-in-frames", "0", "-auto-alt-ref", "0"));
            }
            case VVC, VP8, MPEG4 -> {}
        }
    }

    /** Formats a level, as {@code 3.1}. 9 is 1b. */
    private static String avcLevel(int level) {
        return level == 9 ? "1b" : String.format(Locale.ROOT, "%d.%d", level / 10, level % 10);
    }
}
