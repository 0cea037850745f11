package dev.cliprange.ffmpeg.picture;

import dev.cliprange.ffmpeg.process.FfmpegProperties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
                command.addAll(List.of("-vf", filters(frame), "-frames:v", "1"));
            }
        }
        // No name of the encoder's build in the file: the same picture has the same bytes.
        command.addAll(List.of("-c:v", "mjpeg", "-q:v", QUALITY, "-flags:v", "+bitexact", "-threads:v", "1"));
        command.addAll(List.of("-map_metadata", "-1", "-f", "mjpeg", "pipe:1"));
        return command;
    }

    private static void addMovie(FfmpegProperties properties, List<String> command) {
        command.addAll(List.of("-format_whitelist", "mov"));
        // Frames are selected by their times, so the decoder may also return those it is not sure of.
        command.addAll(List.of("-copyts", "-noautorotate", "-flags", "+output_corrupt"));
        command.addAll(List.of("-max_pixels", Long.toString(mostPixels(properties))));
        // The header is sufficient. Pictures that are decoded to learn more would be decoded twice.
        command.addAll(
                List.of("-f", "mov", "-nofind_stream_info", "-ignore_editlist", "1", "-i", "pipe:0", "-map", "0:V:0"));
    }

    private static String filters(PictureTask.Frame frame) {
        return "select=eq(pts\\," + frame.ticks() + "),setpts=N/FRAME_RATE/TB,"
                + scaled(frame.rotationDegrees(), frame.width());
    }

    /** Scales before it rotates: a small picture is rotated faster. */
    private static String scaled(int rotationDegrees, int width) {
        boolean lying = rotationDegrees == 90 || rotationDegrees == 270;
        String size = lying ? "w=" + side(width + "*dar") + ":h=" + width : "w=" + width + ":h=" + side(width + "/dar");
        String turn = switch (rotationDegrees) {
            case 90 -> ",transpose=clock";
            case 180 -> ",hflip,vflip";
            case 270 -> ",transpose=cclock";
            default -> "";
        };
        return "scale=" + size + ":flags=bicubic+accurate_rnd+full_chroma_int:out_color_matrix=bt601:out_range=full"
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
