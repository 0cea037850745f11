package dev.cliprange.bench;

import dev.cliprange.testing.FfmpegRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The two sources: 1080p at 4 Mbit/s with AAC, {@code moov} first. Both repeat the same encoded minute.
 */
record Media(Path folder, Path tenMinutes, Path twoHours) {

    Path file(Length length) {
        return switch (length) {
            case TEN_MINUTES -> tenMinutes;
            case TWO_HOURS -> twoHours;
        };
    }

    /** Makes the files if they do not exist. */
    static Media in(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path minute = once(
                folder.resolve("minute.mp4"),
                List.of(
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=size=1920x1080:rate=30000/1001",
                        "-f",
                        "lavfi",
                        "-i",
                        "sine=frequency=440:sample_rate=48000",
                        "-t",
                        "60.06",
                        "-pix_fmt",
                        "yuv420p",
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        "-bf",
                        "2",
                        "-g",
                        "60",
                        "-keyint_min",
                        "60",
                        "-sc_threshold",
                        "0",
                        "-b:v",
                        "4M",
                        "-minrate",
                        "4M",
                        "-maxrate",
                        "4M",
                        "-bufsize",
                        "4M",
                        "-nal-hrd",
                        "cbr",
                        "-c:a",
                        "aac",
                        "-b:a",
                        "128k"));
        return new Media(
                folder.toAbsolutePath(),
                repeated(minute, 10, folder.resolve("ten-minutes.mp4")),
                repeated(minute, 120, folder.resolve("two-hours.mp4")));
    }

    private static Path repeated(Path minute, int times, Path file) throws IOException {
        return once(file, List.of("-stream_loop", String.valueOf(times - 1), "-i", minute.toString(), "-c", "copy"));
    }

    private static Path once(Path file, List<String> arguments) throws IOException {
        if (Files.notExists(file)) {
            System.out.println("making " + file.getFileName() + ", once");
            Path part = file.resolveSibling("part-" + file.getFileName());
            var all = new ArrayList<>(List.of("-y"));
            all.addAll(arguments);
            all.addAll(List.of("-movflags", "+faststart", part.toString()));
            FfmpegRun.of(all).orThrow();
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return file.toAbsolutePath();
    }
}
