package dev.cliprange.testing;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The structural similarity (SSIM) of a clip's frames and those of its source, as FFmpeg computes it. */
public final class Ssim {

    private static final Pattern ALL = Pattern.compile("All:([0-9.]+|inf|nan)");

    private Ssim() {}

    /**
     * One number for each frame of the clip, without its edit list. The number is 1 for the same picture.
     *
     * @param startFrame of the source, in the order frames are shown
     */
    public static List<Double> of(Path clip, Path source, int startFrame, int endFrame) {
        var arguments =
                new ArrayList<>(List.of("-nostdin", "-max_error_rate", "1", "-noautorotate", "-ignore_editlist", "1"));
        arguments.addAll(List.of("-i", clip.toString(), "-noautorotate", "-i", source.toString()));
        String numbered = "settb=AVTB,setpts=N/25/TB";
        arguments.addAll(List.of(
                "-filter_complex",
                "[0:V:0]" + numbered + "[clip];[1:V:0]select=between(n\\," + startFrame + "\\," + (endFrame - 1) + "),"
                        + numbered + "[source];[clip][source]ssim=stats_file=-"));
        arguments.addAll(TestFfmpeg.version().everyFrameAtItsOwnTime());
        arguments.addAll(List.of("-f", "null", "/dev/null"));
        String listing = FfmpegRun.of(arguments).orThrow().stdoutText();
        return listing.lines().map(Ssim::value).toList();
    }

    /**
     * Frames of a source that a sequence shows.
     *
     * @param startFrame of the source, in the order frames are shown
     */
    public record Part(Path source, int startFrame, int endFrame) {}

    /**
     * One number for each frame of a sequence, without its edit lists.
     *
     * @param parts what it shows, in order; all with 8 bits, 4:2:0 and the same size
     * @param size of the pictures, as {@code 160x120}
     */
    public static List<Double> of(Path sequence, List<Part> parts, String size) throws IOException {
        Path joined = Files.createTempFile("sources", ".yuv");
        try {
            write(parts, joined);
            var arguments = new ArrayList<>(List.of("-nostdin", "-ignore_editlist", "1", "-i", sequence.toString()));
            arguments.addAll(List.of("-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", size));
            arguments.addAll(List.of("-i", joined.toString()));
            String numbered = "settb=AVTB,setpts=N/25/TB";
            arguments.addAll(List.of(
                    "-filter_complex",
                    "[0:V:0]" + numbered + "[clips];[1:v:0]" + numbered
                            + "[sources];[clips][sources]ssim=stats_file=-"));
            arguments.addAll(TestFfmpeg.version().everyFrameAtItsOwnTime());
            arguments.addAll(List.of("-f", "null", "/dev/null"));
            String listing = FfmpegRun.of(arguments).orThrow().stdoutText();
            return listing.lines().map(Ssim::value).toList();
        } finally {
            Files.delete(joined);
        }
    }

    private static void write(List<Part> parts, Path joined) throws IOException {
        var pictures = new HashMap<Path, byte[]>();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(joined))) {
            for (Part part : parts) {
                byte[] all = pictures.computeIfAbsent(part.source(), Ssim::decoded);
                int frameBytes =
                        all.length / Oracle.frames(part.source()).orElseThrow().size();
                out.write(all, part.startFrame() * frameBytes, (part.endFrame() - part.startFrame()) * frameBytes);
            }
        }
    }

    private static byte[] decoded(Path source) {
        var arguments = new ArrayList<>(List.of("-nostdin", "-i", source.toString(), "-map", "0:V:0"));
        arguments.addAll(TestFfmpeg.version().everyFrameAtItsOwnTime());
        arguments.addAll(List.of("-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1"));
        return FfmpegRun.of(arguments).orThrow().stdout();
    }

    private static double value(String line) {
        Matcher all = ALL.matcher(line);
        if (!all.find()) {
            throw new IllegalStateException("no similarity in: " + line);
        }
        return Double.parseDouble(all.group(1));
    }
}
