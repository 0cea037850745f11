package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A source whose clips do not fit into any buffer between FFmpeg and a client that does not read: noise, 8 MB a second. */
public final class HeavySource {

    private HeavySource() {}

    /** The file, 12 s long, a keyframe each half second; made once under target. */
    public static Path file() {
        return Holder.FILE;
    }

    /** Its address in the storage the tests of this JVM share; put there once. */
    public static String stored() {
        return Stored.URI;
    }

    /** Its first four seconds, 32 MB, for tests that put it into a storage again and again. */
    public static Path beginning() {
        return TestMedia.once(
                "heavy-beginning",
                "mp4",
                "-t 4 -c copy",
                file -> FfmpegRun.of(List.of(
                                "-nostdin", "-y", "-i", file().toString(), "-t", "4", "-c", "copy", file.toString()))
                        .orThrow());
    }

    private static final class Stored {
        static final String URI = store();
    }

    private static String store() {
        Origin.storage().put("heavy.mp4", file());
        return "s3://" + Origin.storage().bucket() + "/heavy.mp4";
    }

    private static final class Holder {
        static final Path FILE = make();
    }

    private static Path make() {
        try {
            Path folder =
                    Files.createDirectories(Path.of("target", "test-media").toAbsolutePath());
            Path file = folder.resolve("heavy.mp4");
            if (Files.exists(file)) {
                return file;
            }
            Path part = Files.createTempFile(folder, "heavy", ".mp4");
            Process ffmpeg = new ProcessBuilder(List.of(
                            TestFfmpeg.path().toString(),
                            "-y",
                            "-nostdin",
                            "-v",
                            "error",
                            "-f",
                            "lavfi",
                            "-i",
                            "testsrc2=size=640x360:rate=25,noise=alls=70:allf=t",
                            "-f",
                            "lavfi",
                            "-i",
                            "sine=440",
                            "-t",
                            "12",
                            "-c:v",
                            "mpeg4",
                            "-q:v",
                            "2",
                            "-g",
                            "12",
                            "-c:a",
                            "aac",
                            part.toString()))
                    .inheritIO()
                    .start();
            if (ffmpeg.waitFor() != 0) {
                throw new IllegalStateException("ffmpeg could not make " + file);
            }
            return Files.move(part, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
