package dev.cliprange.testing;

import dev.cliprange.timeline.FrameRate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A video each of whose frames shows its own number, counted from 0, so that whoever looks at a screen knows which frame it
 * is; with a tone as sound.
 *
 * @param options FFmpeg's output options for the codecs
 */
public record NumberedVideo(
        String name, FrameRate rate, int frames, int width, int height, List<String> options, String extension) {

    public NumberedVideo {
        options = List.copyOf(options);
    }

    /** H.264 in closed GOPs, three B-frames, AAC, {@code moov} first: what every browser plays. */
    public static NumberedVideo avc(FrameRate rate, int frames, int gopFrames) {
        var options = "-c:v libx264 -preset veryfast -pix_fmt yuv420p -bf 3 -b_strategy 0 -sc_threshold 0 -g "
                + gopFrames + " -c:a aac -b:a 96k -movflags +faststart";
        return new NumberedVideo("numbered-avc", rate, frames, 320, 240, List.of(options.split(" ")), "mp4");
    }

    /** The same with frames of uneven length: 18, 41 and 41 ms at 29.97 frames per second. */
    public static NumberedVideo variable(FrameRate rate, int frames, int gopFrames) {
        String passthrough = TestFfmpeg.version().atLeast(5, 1) ? "-fps_mode" : "-vsync";
        return avc(rate, frames, gopFrames)
                .as(
                        "numbered-variable",
                        "mp4",
                        "-c:v libx264 -preset veryfast -pix_fmt yuv420p -bf 3 -b_strategy 0 -sc_threshold 0 -g "
                                + gopFrames + " -vf settb=1/90000,setpts=PTS+mod(N\\,3)*700 "
                                + passthrough + " passthrough -enc_time_base 1:90000 -video_track_timescale 90000"
                                + " -c:a aac -b:a 96k -movflags +faststart");
    }

    /** The same with other codecs or another container. */
    public NumberedVideo as(String name, String extension, String options) {
        return new NumberedVideo(name, rate, frames, width, height, List.of(options.split(" ")), extension);
    }

    /** The file; made on the first call and kept. */
    public Path file() {
        return TestMedia.once(name, extension, toString(), file -> {
            double seconds = (double) frames * rate.denominator() / rate.numerator();
            var arguments = new ArrayList<>(List.of("-y", "-f", "rawvideo", "-pix_fmt", "yuv420p"));
            arguments.addAll(List.of("-s", width + "x" + height, "-r", rate.toString(), "-i", "pipe:0"));
            arguments.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=" + seconds));
            arguments.addAll(options);
            arguments.addAll(List.of("-fflags", "+bitexact", file.toString()));
            FfmpegRun.of(arguments, this::writePictures).orThrow();
        });
    }

    private void writePictures(OutputStream stdin) throws IOException {
        var grey = new byte[width * height / 2];
        Arrays.fill(grey, (byte) 128);
        for (int number = 0; number < frames; number++) {
            stdin.write(NumberedPicture.draw(number, width, height));
            stdin.write(grey);
        }
    }
}
