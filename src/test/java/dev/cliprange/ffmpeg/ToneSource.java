package dev.cliprange.ffmpeg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Media made for these tests: 30 s, 320x180, 29.97 fps, B-frames, a keyframe every 60 frames, a tone. Made once a build. */
public final class ToneSource {

    public static final int FRAMES = 900;
    public static final int GOP = 60;

    private ToneSource() {}

    public static Path mp4() {
        return made("source.mp4", List.of());
    }

    /** The same packets in another container, by its file extension. */
    public static Path in(String extension) {
        return made("source." + extension, List.of("-i", mp4().toString(), "-map", "0", "-c", "copy"));
    }

    public static Path audioOnly() {
        return made("audio.m4a", List.of("-i", mp4().toString(), "-map", "0:a", "-c", "copy"));
    }

    /** Frame number of the source by the MD5 of its picture. */
    public static Map<String, Integer> frameNumbers() {
        Map<String, Integer> numbers = new HashMap<>();
        List<String> frames = frames(mp4());
        for (int i = 0; i < frames.size(); i++) {
            numbers.put(frames.get(i), i);
        }
        return numbers;
    }

    /** MD5 of each decoded picture, in the order shown. */
    public static List<String> frames(Path file) {
        return FfmpegHarness.run(
                        List.of("-i", file.toString(), "-map", "0:v:0", "-vsync", "passthrough", "-f", "framemd5", "-"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
                .toList();
    }

    public static Path made(String name, List<String> arguments) {
        try {
            Path folder =
                    Files.createDirectories(Path.of("target", "ffmpeg-media").toAbsolutePath());
            Path file = folder.resolve(name);
            if (!Files.exists(file)) {
                List<String> command = new ArrayList<>(arguments.isEmpty() ? synthetic() : arguments);
                Path unfinished =
                        folder.resolve("making-" + ProcessHandle.current().pid() + "-" + name);
                command.addAll(List.of("-y", unfinished.toString()));
                FfmpegHarness.run(command);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> synthetic() {
        String video = "testsrc2=size=320x180:rate=30000/1001,format=yuv420p";
        String audio = "sine=frequency=440:sample_rate=48000";
        return List.of(
                "-f",
                "lavfi",
                "-i",
                video,
                "-f",
                "lavfi",
                "-i",
                audio,
                "-t",
                "30.03",
                "-c:v",
                "libx264",
                "-preset",
                "veryfast",
                "-bf",
                "3",
                "-g",
                Integer.toString(GOP),
                "-sc_threshold",
                "0",
                "-b:v",
                "1000k",
                "-c:a",
                "aac",
                "-b:a",
                "96k",
                "-movflags",
                "+faststart");
    }
}
