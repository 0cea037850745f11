package dev.cliprange.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** The FFmpeg of this machine: the one on {@code PATH}, else a static one from a jar, unpacked once under target. */
public final class TestFfmpeg {

    private static final String BUNDLED = "ws/schild/jave/nativebin/ffmpeg-amd64";

    private TestFfmpeg() {}

    /** An executable file; the same on every call. {@code -Dcliprange.test.bundled-ffmpeg=true} passes PATH by. */
    public static Path path() {
        return Holder.PATH;
    }

    private static final class Holder {
        static final Path PATH = find();
    }

    private static Path find() {
        if (!Boolean.getBoolean("cliprange.test.bundled-ffmpeg")) {
            var onPath = Stream.of(System.getenv("PATH").split(":"))
                    .map(folder -> Path.of(folder, "ffmpeg"))
                    .filter(Files::isExecutable)
                    .findFirst();
            if (onPath.isPresent()) {
                return onPath.get();
            }
        }
        return unpack();
    }

    private static Path unpack() {
        try (InputStream bundled = TestFfmpeg.class.getClassLoader().getResourceAsStream(BUNDLED)) {
            if (bundled == null) {
                throw new IllegalStateException("no ffmpeg on PATH, and none for this platform among the test jars");
            }
            Path folder = Files.createDirectories(Path.of("target", "ffmpeg").toAbsolutePath());
            Path executable = folder.resolve("ffmpeg");
            if (!Files.isExecutable(executable)) {
                Path unpacked = Files.createTempFile(
                        folder,
                        "ffmpeg",
                        ".part",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
                Files.copy(bundled, unpacked, StandardCopyOption.REPLACE_EXISTING);
                unpacked.toFile().setExecutable(true);
                Files.move(unpacked, executable, StandardCopyOption.ATOMIC_MOVE);
            }
            return executable;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
