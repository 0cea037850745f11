package dev.cliprange.ffmpeg.transcode;

import dev.cliprange.ffmpeg.picture.Transfer;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.transcode.LadderRequest.Quality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The command line that reads an MP4 from standard input, decodes it once, and encodes some of its frames as H.264 in
 * several qualities into one fragmented MP4 on standard output. No option for timestamps has an effect: the frames of the
 * input have whole numbers, and those of the output are numbered again.
 */
final class LadderCommand {

    /** The quality of pictures that need fewer bits than the largest rate. */
    private static final String CRF = "21";
    /** The default preset takes several times the processor time. */
    private static final String PRESET = "veryfast";
    /** No keyframe besides the listed ones. */
    private static final String LONGEST_GOP = "9999";
    /** With {@code stitchable}, the parameter sets do not depend on the frames, so all pages have the same ones. */
    private static final String ENCODER = "scenecut=0:open-gop=0:stitchable=1";
    /** In microseconds. Fewer fragments need fewer headers, and FFmpeg keeps one of them in memory. */
    private static final String FRAGMENT_US = "10000000";

    private static final int LONGEST_SIDE = 8_192;
    private static final int SHORTEST_RUN = 3;

    private LadderCommand() {}

    static List<String> of(FfmpegProperties properties, LadderRequest request, Duration longest) {
        List<String> command = new ArrayList<>(List.of(properties.path(), "-nostdin", "-hide_banner", "-nostats"));
        command.addAll(List.of("-loglevel", "warning", "-filter_complex_threads", "1"));
        command.addAll(properties.limits());
        command.addAll(List.of("-timelimit", Long.toString(longest.toSeconds())));
        command.addAll(List.of("-protocol_whitelist", "pipe", "-format_whitelist", "mov"));
        // Frames are selected by their times, so the decoder may also return those it is not sure of.
        command.addAll(List.of("-copyts", "-noautorotate", "-flags", "+output_corrupt"));
        command.addAll(List.of("-max_pixels", Long.toString(LadderMemory.mostPixels(properties, request.qualities()))));
        // The header is sufficient. Pictures that are decoded to learn more would be decoded twice.
        command.addAll(List.of("-f", "mov", "-nofind_stream_info", "-ignore_editlist", "1", "-i", "pipe:0"));
        command.addAll(List.of("-filter_complex", graph(request)));
        for (int i = 0; i < request.qualities().size(); i++) {
            command.addAll(List.of("-map", "[v" + i + "]"));
        }
        command.addAll(List.of("-c:v", "libx264", "-preset", PRESET, "-crf", CRF, "-profile:v", "high"));
        command.addAll(List.of("-threads:v", Integer.toString(properties.threadCount())));
        command.addAll(List.of("-g", LONGEST_GOP, "-forced-idr", "1", "-x264-params", ENCODER));
        command.addAll(List.of("-force_key_frames", "expr:" + keyframes(request.keyframes())));
        for (int i = 0; i < request.qualities().size(); i++) {
            Quality quality = request.qualities().get(i);
            command.addAll(List.of("-maxrate:v:" + i, Long.toString(quality.mostBitsPerSecond())));
            command.addAll(List.of("-bufsize:v:" + i, Long.toString(quality.bufferBits())));
        }
        command.addAll(List.of("-map_metadata", "-1", "-map_chapters", "-1", "-f", "mp4", "-write_tmcd", "0"));
        command.addAll(List.of("-movflags", "frag_keyframe+delay_moov+default_base_moof"));
        command.addAll(List.of("-min_frag_duration", FRAGMENT_US));
        command.addAll(List.of("-progress", "pipe:2", "-stats_period", "1", "pipe:1"));
        return command;
    }

    private static String graph(LadderRequest request) {
        int count = request.qualities().size();
        String copies = IntStream.range(0, count).mapToObj(i -> "[s" + i + "]").collect(Collectors.joining());
        String outputs = IntStream.range(0, count)
                .mapToObj(i -> "[s" + i + "]" + scaled(request.qualities().get(i), request) + "[v" + i + "]")
                .collect(Collectors.joining(";"));
        // The number of frames stays the same: one for each two fields.
        return "[0:V:0]select=between(pts\\," + request.fromTicks() + "\\," + request.toTicks() + ")"
                + ",yadif=mode=send_frame:deint=interlaced,setpts=N/FRAME_RATE/TB" + toStandardRange(request)
                + ",split="
                + count + copies + ";" + outputs;
    }

    /** Scales first, because tone mapping computes with numbers of four bytes. */
    private static String toStandardRange(LadderRequest request) {
        return request.transfer() == Transfer.STANDARD
                ? ""
                : ",scale=" + size(request.qualities().getFirst().shortSide()) + ":flags=bicubic"
                        + request.transfer().toStandardRange("yuv420p");
    }

    /** Scales before it rotates: a small picture is rotated faster, and its short side is the same. */
    private static String scaled(Quality quality, LadderRequest request) {
        String turn = switch (request.rotationDegrees()) {
            case 90 -> ",transpose=clock";
            case 180 -> ",hflip,vflip";
            case 270 -> ",transpose=cclock";
            default -> "";
        };
        return "scale=" + size(quality.shortSide()) + ":flags=bicubic+accurate_rnd+full_chroma_int:out_range=limited"
                + ",setsar=1,format=yuv420p" + turn;
    }

    /** Square pixels: {@code dar} is the ratio of the sides as the picture is shown. */
    private static String size(int side) {
        String wide = "min(" + LONGEST_SIDE + "\\,2*round(" + side + "*dar/2))";
        String high = "min(" + LONGEST_SIDE + "\\,2*round(" + side + "/dar/2))";
        return "w=if(gte(dar\\,1)\\," + wide + "\\," + side + "):h=if(gte(dar\\,1)\\," + side + "\\," + high + ")";
    }

    /** An expression for the numbers of frames. Numbers at equal distances take one term. */
    static String keyframes(List<Integer> frames) {
        var terms = new ArrayList<String>();
        int at = 0;
        while (at < frames.size()) {
            int first = frames.get(at);
            int count = equalDistances(frames, at);
            if (count >= SHORTEST_RUN) {
                int step = frames.get(at + 1) - first;
                int last = first + (count - 1) * step;
                terms.add("between(n," + first + "," + last + ")*not(mod(n-" + first + "," + step + "))");
                at += count;
            } else {
                terms.add("eq(n," + first + ")");
                at++;
            }
        }
        return String.join("+", terms);
    }

    /** Returns how many numbers from an index on have equal distances. */
    private static int equalDistances(List<Integer> frames, int from) {
        if (from + 1 >= frames.size()) {
            return 1;
        }
        int step = frames.get(from + 1) - frames.get(from);
        int end = from + 1;
        while (end < frames.size() && frames.get(end) - frames.get(end - 1) == step) {
            end++;
        }
        return end - from;
    }
}
