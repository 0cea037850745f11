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

    private LongSource() {}

    /** The file, {@code moov} first; made on the first call and kept. */
    public static Path of(Duration length) {
        Path minute = TestMedia.once(
                "minute",
                "mp4",
                MINUTE,
                file -> FfmpegRun.of(List.of((MINUTE + " " + file).split(" "))).orThrow());
        String loop = "-y -stream_loop " + (length.toMinutes() - 1) + " -i " + minute
                + " -c copy -movflags +faststart -fflags +bitexact";
        return TestMedia.once(
                "long-" + length,
                "mp4",
                loop.replace(minute.toString(), MINUTE),
                file -> FfmpegRun.of(List.of((loop + " " + file).split(" "))).orThrow());
    }
}
