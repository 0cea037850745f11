package dev.cliprange.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

    /**
     * The one that servers and engines under test run: the same, or with {@code -Dcliprange.test.server-ffmpeg=<file>} another
     * build, as the image's. Sources are made and clips are checked by the one of this machine even then.
     */
    public static Path ofServer() {
        String other = System.getProperty("cliprange.test.server-ffmpeg", "");
        return other.isEmpty() ? path() : Path.of(other).toAbsolutePath();
    }

    /** Which one it is; asked once. */
    public static FfmpegBuild version() {
        return Holder.VERSION;
    }

    private static final class Holder {
        static final Path PATH = find();
        static final FfmpegBuild VERSION = FfmpegBuild.of(PATH);
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

    /**
     * The static build dies of SIGSEGV on every MPEG transport stream: to convert a service name it loads the machine's
     * character converters, which were built for another C library. A launcher hides them; {@code exec} keeps the process
     * the caller started the one that is FFmpeg.
     */
    private static Path unpack() {
        try (InputStream bundled = TestFfmpeg.class.getClassLoader().getResourceAsStream(BUNDLED)) {
            if (bundled == null) {
                throw new IllegalStateException("no ffmpeg on PATH, and none for this platform among the test jars");
            }
            Path folder = Path.of("target", "ffmpeg-static").toAbsolutePath();
            install(folder.resolve("bin").resolve("ffmpeg"), bundled);
            Path launcher = folder.resolve("ffmpeg");
            String script = """
                    #!/bin/sh
                    GCONV_PATH=/nonexistent exec "${0%/*}/bin/ffmpeg" "$@"
                    """;
            install(launcher, new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)));
            return launcher;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void install(Path executable, InputStream content) throws IOException {
        if (Files.isExecutable(executable)) {
            return;
        }
        Files.createDirectories(executable.getParent());
        Path part = Files.createTempFile(
                executable.getParent(),
                "ffmpeg",
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(part, executable, StandardCopyOption.ATOMIC_MOVE);
    }
}
