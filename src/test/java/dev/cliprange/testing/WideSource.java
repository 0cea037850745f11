package dev.cliprange.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A source like those people cut: 1080p at 30 fps, about 8 Mbit/s, a keyframe each two seconds, three B-frames. */
public final class WideSource {

    private static final String PICTURES = "testsrc2=size=1920x1080:rate=30:duration=16,noise=alls=6:allf=t";
    private static final String CODECS =
            "-c:v libx264 -preset veryfast -pix_fmt yuv420p -b:v 8M -maxrate 10M -bufsize 16M"
                    + " -g 60 -bf 3 -sc_threshold 0 -c:a aac -b:a 128k -movflags +faststart";

    private WideSource() {}

    /** The file; made on the first call and kept. */
    public static Path file() {
        return TestMedia.once("wide-1080p", "mp4", PICTURES + CODECS, file -> {
            var arguments = new ArrayList<>(List.of("-nostdin", "-y", "-f", "lavfi", "-i", PICTURES));
            arguments.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000:duration=16"));
            arguments.addAll(List.of(CODECS.split(" ")));
            arguments.add(file.toString());
            FfmpegRun.of(arguments).orThrow();
        });
    }
}
