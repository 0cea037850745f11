package dev.cliprange.ffmpeg.picture;

import dev.cliprange.ffmpeg.process.FfmpegProperties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command lines that make pictures: from standard input to standard output. */
final class PictureCommand {

    /** FFmpeg's scale from 1 (best) to 31. */
    private static final String QUALITY = "3";

    private static final int HIGHEST = 4_096;
    private static final long MEGABYTE = 1 << 20;
    private static final long PROGRAM_BYTES = 100 * MEGABYTE;
    /** Pictures that a decoder may have to keep if they are large, and those between decoder and encoder. */
    private static final int KEPT_PICTURES = 10;

    private static final int PICTURES_PER_THREAD = 2;
    /** 4:2:0 with more than 8 bits, or 4:4:4 with 8 bits. */
    private static final int BYTES_PER_PIXEL = 3;

    private PictureCommand() {}

    static List<String> of(FfmpegProperties properties, PictureTask task, Duration deadline) {
        List<String> command = new ArrayList<>(List.of(properties.path(), "-nostdin", "-hide_banner", "-nostats"));
        command.addAll(List.of("-loglevel", "warning", "-filter_threads", "1"));
        command.addAll(properties.limits());
        command.addAll(List.of("-timelimit", Long.toString(Math.max(1, deadline.toSeconds()) * 4)));
        command.addAll(List.of("-protocol_whitelist", "pipe"));
        switch (task) {
            case PictureTask.Frame frame -> {
                addMovie(properties, command);
                command.addAll(List.of("-map", "0:V:0", "-vf", filters(frame)));
            }
            case PictureTask.Strip strip -> {
                addMovie(properties, command);
                command.addAll(List.of("-filter_complex", filters(strip)));
            }
            case PictureTask.Sheet sheet -> {
                command.addAll(List.of("-format_whitelist", "mjpeg", "-f", "mjpeg", "-i", "pipe:0"));
                command.addAll(List.of("-vf", filters(sheet)));
            }
        }
        // No name of the encoder's build in the file: the same picture has the same bytes.
        command.addAll(List.of(
                "-frames:v", "1", "-c:v", "mjpeg", "-q:v", QUALITY, "-flags:v", "+bitexact", "-threads:v", "1"));
        command.addAll(List.of("-map_metadata", "-1", "-f", "mjpeg", "pipe:1"));
        return command;
    }

    private static void addMovie(FfmpegProperties properties, List<String> command) {
        command.addAll(List.of("-format_whitelist", "mov"));
        // Frames are selected by their times, so the decoder may also return those it is not sure of.
        command.addAll(List.of("-copyts", "-noautorotate", "-flags", "+output_corrupt"));
        command.addAll(List.of("-max_pixels", Long.toString(mostPixels(properties))));
        // The header is sufficient. Pictures that are decoded to learn more would be decoded twice.
        command.addAll(List.of("-f", "mov", "-nofind_stream_info", "-ignore_editlist", "1", "-i", "pipe:0"));
    }

    private static String filters(PictureTask.Frame frame) {
        return "select=eq(pts\\," + frame.ticks() + "),setpts=N/FRAME_RATE/TB,"
                + scaled(size(frame), frame.rotationDegrees(), frame.transfer());
    }

    private static String size(PictureTask.Frame frame) {
        int width = frame.width();
        return isTurned(frame.rotationDegrees())
                ? "w=" + side(width + "*dar") + ":h=" + width
                : "w=" + width + ":h=" + side(width + "/dar");
    }

    private static String filters(PictureTask.Strip strip) {
        boolean turned = isTurned(strip.rotationDegrees());
        int width = turned ? strip.height() : strip.width();
        int height = turned ? strip.width() : strip.height();
        String size = "w=min(" + width + "\\," + side(height + "*dar") + "):h=min(" + height + "\\,"
                + side(width + "/dar") + ")";
        String tile = scaled(size, strip.rotationDegrees(), strip.transfer()) + ",pad=" + strip.width() + ":"
                + strip.height() + ":(ow-iw)/2:(oh-ih)/2";
        var graph = new StringBuilder();
        var joined = new StringBuilder();
        for (int track = 0; track < strip.tracks(); track++) {
            graph.append("[0:V:")
                    .append(track)
                    .append(']')
                    .append(tile)
                    .append("[t")
                    .append(track)
                    .append("];");
            joined.append("[t").append(track).append(']');
        }
        return graph.append(joined)
                .append(strip.tracks() > 1 ? "hstack=inputs=" + strip.tracks() + "," : "")
                .append("pad=")
                .append(strip.places() * strip.width())
                .append(":ih:0:0")
                .toString();
    }

    private static String filters(PictureTask.Sheet sheet) {
        String wanted = sheet.runs().stream()
                .map(run -> "between(n\\," + run.from() + "\\," + (run.to() - 1) + ")")
                .collect(Collectors.joining("+"));
        return "untile=" + sheet.places() + "x1,select=" + wanted + ",tile=" + sheet.columns() + "x" + sheet.rows()
                + ",setpts=N/FRAME_RATE/TB";
    }

    private static boolean isTurned(int rotationDegrees) {
        return rotationDegrees % 180 != 0;
    }

    /** Scales before it rotates: a small picture is rotated faster. */
    private static String scaled(String size, int rotationDegrees, Transfer transfer) {
        String turn = switch (rotationDegrees) {
            case 90 -> ",transpose=clock";
            case 180 -> ",hflip,vflip";
            case 270 -> ",transpose=cclock";
            default -> "";
        };
        // Without subsampled chroma, a picture may have odd sides.
        String mapped = transfer == Transfer.STANDARD
                ? ""
                : "scale=" + size + ":flags=bicubic,format=yuv444p10" + transfer.toStandardRange("yuv444p") + ",";
        return mapped + "scale=" + size
                + ":flags=bicubic+accurate_rnd+full_chroma_int:out_color_matrix=bt601:out_range=full"
                + ",setsar=1,format=yuvj420p" + turn;
    }

    private static String side(String length) {
        return "clip(round(" + length + ")\\,1\\," + HIGHEST + ")";
    }

    /** The most pixels of a picture that can be decoded in the memory of a process. */
    static long mostPixels(FfmpegProperties properties) {
        long free = Math.max(0, properties.memoryBytes() - PROGRAM_BYTES);
        long pictures = KEPT_PICTURES + (long) PICTURES_PER_THREAD * properties.threadCount();
        return free / (pictures * BYTES_PER_PIXEL);
    }
}
