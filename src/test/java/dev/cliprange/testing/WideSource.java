package dev.cliprange.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Sources like those people cut: 1080p at 30 fps, about 8 Mbit/s, a keyframe each two seconds, three B-frames.
 *
 * @param pictures FFmpeg's source and filters
 */
public record WideSource(String name, String pictures) {

    private static final String CODECS =
            "-c:v libx264 -preset veryfast -pix_fmt yuv420p -b:v 8M -maxrate 10M -bufsize 16M"
                    + " -g 60 -bf 3 -sc_threshold 0 -c:a aac -b:a 128k -movflags +faststart";
    private static final String SIZE = "size=1920x1080:rate=30:duration=16";
    private static final String TONE = "sine=frequency=330:sample_rate=48000:duration=16";

    /** Edges and flat colours that move, with little grain. */
    public static WideSource pattern() {
        return new WideSource("wide-1080p", "testsrc2=" + SIZE + ",noise=alls=6:allf=t");
    }

    /** Shapes without end that grow slowly, as a camera that goes nearer sees them, with little grain. */
    public static WideSource zoom() {
        String fractal = "mandelbrot=size=960x540:rate=30:maxiter=600,trim=duration=16,scale=1920:1080,format=yuv420p";
        return new WideSource("wide-1080p-zoom", fractal + ",noise=alls=2:allf=t");
    }

    /** More grain than 8 Mbit/s can tell: the hardest there is for an encoder. */
    public static WideSource grain() {
        return new WideSource("wide-1080p-grain", "testsrc2=" + SIZE + ",noise=alls=40:allf=t");
    }

    /** The file; made on the first call and kept. */
    public Path file() {
        return TestMedia.once(name, "mp4", pictures + CODECS, file -> {
            var arguments = new ArrayList<>(List.of("-nostdin", "-y", "-f", "lavfi", "-i", pictures));
            arguments.addAll(List.of("-f", "lavfi", "-i", TONE));
            arguments.addAll(List.of(CODECS.split(" ")));
            arguments.add(file.toString());
            FfmpegRun.of(arguments).orThrow();
        });
    }
}
