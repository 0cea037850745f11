package dev.cliprange.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Sources of any length that take little disk: one minute of small pictures and a tone, repeated without re-encoding. */
public final class LongSource {

    private static final String MINUTE =
            "-y -f lavfi -i testsrc2=size=160x90:rate=25 -f lavfi -i sine=frequency=330:sample_rate=32000 -t 60"
                    + " -c:v libx264 -preset veryfast -crf 36 -pix_fmt yuv420p -bf 2 -g 50 -keyint_min 50 -sc_threshold 0"
                    + " -c:a aac -b:a 24k -fflags +bitexact";

    private static final String SPARSE_MINUTE = "-y -f lavfi -i testsrc2=size=160x90:rate=2 -t 60"
            + " -c:v libx264 -preset veryfast -crf 40 -pix_fmt yuv420p -bf 0 -g 10 -keyint_min 10 -sc_threshold 0"
            + " -fflags +bitexact";

    private LongSource() {}

    /** The file, {@code moov} first; made on the first call and kept. */
    public static Path of(Duration length) {
        return repeated("minute", "long-" + length, MINUTE, length);
    }

    /** The same with two frames per second and without audio: ten hours take about 20 MB. */
    public static Path sparse(Duration length) {
        return repeated("sparse-minute", "sparse-" + length, SPARSE_MINUTE, length);
    }

    private static Path repeated(String part, String name, String recipe, Duration length) {
        Path minute = TestMedia.once(
                part,
                "mp4",
                recipe,
                file -> FfmpegRun.of(List.of((recipe + " " + file).split(" "))).orThrow());
        String loop = "-y -stream_loop " + (length.toMinutes() - 1) + " -i " + minute
                + " -c copy -movflags +faststart -fflags +bitexact";
        return TestMedia.once(
                name,
                "mp4",
                loop.replace(minute.toString(), recipe),
                file -> FfmpegRun.of(List.of((loop + " " + file).split(" "))).orThrow());
    }
}
