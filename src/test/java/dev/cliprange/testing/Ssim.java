package dev.cliprange.testing;

import java.nio.file.Path;
import java.util.ArrayList;
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

    private static double value(String line) {
        Matcher all = ALL.matcher(line);
        if (!all.find()) {
            throw new IllegalStateException("no similarity in: " + line);
        }
        return Double.parseDouble(all.group(1));
    }
}
