package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** An executable in FFmpeg's place that is FFmpeg, except that a remux reads its source no faster than it plays. */
public final class SlowFfmpeg {

    private SlowFfmpeg() {}

    /** The executable. */
    public static Path in(Path folder) {
        return script(folder, "slow-ffmpeg", "exec '%s' -re \"$@\"");
    }

    /** An executable that kills the process which has started it, when it is to remux. */
    public static Path killing(Path folder) {
        return script(folder, "killing-ffmpeg", "kill -9 $PPID; exit 1");
    }

    /** A Matroska file that lasts longer than a test waits between two steps. */
    public static Path longSource(Path folder) {
        Path file = folder.resolve("long-" + folder.getFileName() + ".mkv");
        if (!Files.exists(file)) {
            FfmpegRun.of(List.of(
                            "-nostdin",
                            "-stream_loop",
                            "4",
                            "-i",
                            MediaMatrix.entry("avc-long-gop").file().toString(),
                            "-c",
                            "copy",
                            "-y",
                            file.toString()))
                    .orThrow();
        }
        return file;
    }

    /** The remuxes below this JVM that read slowly. */
    public static List<ProcessHandle> running() {
        return ProcessHandle.current()
                .descendants()
                .filter(child ->
                        List.of(child.info().arguments().orElse(new String[0])).contains("-re"))
                .toList();
    }

    private static Path script(Path folder, String name, String remux) {
        try {
            Path script = folder.resolve(name);
            Files.writeString(script, """
                    #!/bin/sh
                    case "$*" in
                      *-progress*) %s ;;
                      *) exec '%s' "$@" ;;
                    esac
                    """.formatted(remux.formatted(TestFfmpeg.ofServer()), TestFfmpeg.ofServer()));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
            return script;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
