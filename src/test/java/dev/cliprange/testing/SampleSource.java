package dev.cliprange.testing;

import dev.cliprange.timeline.FrameRate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The source a newcomer tries the origin with: two minutes in 1080p, every frame with its number and time in it, and a beep
 * with a flash at each whole second. H.264 with two B-frames in closed GOPs of 60 frames, AAC, {@code moov} first.
 */
public final class SampleSource {

    public static final FrameRate RATE = new FrameRate(30_000, 1001);

    /** Two minutes and 0.12 s. */
    public static final int FRAMES = 3600;

    static final double BEEP_SECONDS = 0.1;

    private static final int HEIGHT = 1080;

    private static final String MOVING =
            "testsrc2=size=" + SamplePanel.WIDTH + "x" + (HEIGHT - SamplePanel.HEIGHT) + ":rate=" + RATE;
    private static final String BEEP = "aevalsrc=exprs='0.4*sin(2*PI*880*t)*lt(mod(t,1)," + BEEP_SECONDS
            + ")':channel_layout=stereo:sample_rate=48000";
    /** The test picture is asked for in the encoder's format: converting it costs more than encoding it. */
    private static final String PICTURE = "[0:v]format=yuv420p[moving];[moving][1:v]vstack=shortest=1[v]";

    private static final String CODECS =
            "-c:v libx264 -preset superfast -crf 27 -bf 2 -b_strategy 0 -g 60 -keyint_min 60"
                    + " -sc_threshold 0 -c:a aac -b:a 128k -movflags +faststart -fflags +bitexact -map_metadata -1";

    private SampleSource() {}

    /**
     * The file in this folder; made if it is not there yet, which takes some tens of seconds.
     *
     * @param progress told the percent that are done, 1 to 100, each once; not called if the file is there
     */
    public static Path in(Path folder, IntConsumer progress) {
        return make(folder, FRAMES, progress);
    }

    static Path make(Path folder, int frames, IntConsumer progress) {
        double seconds = (double) frames * RATE.denominator() / RATE.numerator();
        var arguments = ("-y|-f|lavfi|-i|" + MOVING + "|-f|rawvideo|-pix_fmt|yuv420p|-s|" + SamplePanel.WIDTH + "x"
                        + SamplePanel.HEIGHT + "|-r|" + RATE + "|-i|pipe:0|-f|lavfi|-i|" + BEEP + ":duration=" + seconds
                        + "|-filter_complex|" + PICTURE + "|-map|[v]|-map|2:a|" + CODECS.replace(' ', '|'))
                .split("\\|");
        return TestMedia.once(folder, "sample", "mp4", String.join(" ", arguments), file -> {
            var command = Arrays.copyOf(arguments, arguments.length + 1);
            command[arguments.length] = file.toString();
            FfmpegRun.of(List.of(command), stdin -> writePanels(stdin, frames, progress))
                    .orThrow();
        });
    }

    private static void writePanels(OutputStream stdin, int frames, IntConsumer progress) throws IOException {
        var panel = new SamplePanel(RATE);
        var grey = new byte[SamplePanel.WIDTH * SamplePanel.HEIGHT / 2];
        Arrays.fill(grey, (byte) 128);
        int told = 0;
        for (int frame = 0; frame < frames; frame++) {
            stdin.write(panel.draw(frame));
            stdin.write(grey);
            int percent = (frame + 1) * 100 / frames;
            if (percent > told) {
                told = percent;
                progress.accept(percent);
            }
        }
    }
}
