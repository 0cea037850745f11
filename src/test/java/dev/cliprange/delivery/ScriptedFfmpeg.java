package dev.cliprange.delivery;

import dev.cliprange.testing.TestFfmpeg;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** An executable in FFmpeg's place that is FFmpeg, except where it is told to misbehave with the clips it makes. */
final class ScriptedFfmpeg {

    /** What it does with a clip. */
    enum Manner {
        HONEST("exec \"$ffmpeg\" \"$@\""),
        /** Never writes a byte. */
        SILENT("exec sleep 600"),
        /** Writes 3 MB of the clip and then nothing. */
        HALF("\"$ffmpeg\" \"$@\" | { head -c 3000000; exec sleep 600; }"),
        /** Writes 100 kB of the clip and then nothing. */
        STAYING("\"$ffmpeg\" \"$@\" | { head -c 100000; exec sleep 600; }"),
        /** Reads its input and gives up. */
        FAILING("cat > /dev/null; exit 1"),
        /** Is killed when it has written 2 kB. */
        KILLED("\"$ffmpeg\" \"$@\" | head -c 2000; kill -9 $$"),
        /** Writes 2 kB and ends as if that were all. */
        SHORT("\"$ffmpeg\" \"$@\" | head -c 2000; exit 0"),
        /** Is killed when it has written 3 MB. */
        DYING("\"$ffmpeg\" \"$@\" | head -c 3000000; kill -9 $$"),
        /** Gives up after a second, before it writes a byte, for a reason that it does not say. */
        LATE("sleep 1; exit 1"),
        /** Refuses a codec, before it writes a byte. */
        REFUSING("echo 'Could not find tag for codec pcm_s16be in stream #1' >&2; exit 1"),
        /** Writes a megabyte of the clip and then finds it damaged. */
        BREAKING("\"$ffmpeg\" \"$@\" | head -c 1000000; echo 'corrupt input packet in stream 0' >&2; exit 1"),
        /** Writes a megabyte of the clip and then gives up for a reason that it does not say. */
        GIVING_UP("\"$ffmpeg\" \"$@\" | head -c 1000000; exit 1"),
        /** Cannot read the storage. */
        UNREADING("echo 'Server returned 5XX Server Error reply' >&2; exit 1"),
        /** Writes 64 MB to standard error beside the clip. */
        LOUD("yes 'the same remark again' | head -c 64000000 >&2 & exec \"$ffmpeg\" \"$@\"");

        private final String command;

        Manner(String command) {
            this.command = command;
        }
    }

    private final Path executable;
    private final Path manner;

    ScriptedFfmpeg(Path folder) {
        executable = folder.resolve("scripted-ffmpeg");
        manner = folder.resolve("manner");
        String script = """
                #!/bin/sh
                ffmpeg='%s'
                case "$*" in
                  *pipe:1*) . '%s' ;;
                  *) exec "$ffmpeg" "$@" ;;
                esac
                """.formatted(TestFfmpeg.path(), manner);
        try {
            Files.writeString(executable, script);
            Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        behave(Manner.HONEST);
    }

    Path executable() {
        return executable;
    }

    /** From the next process on. */
    void behave(Manner next) {
        try {
            Files.writeString(manner, next.command + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
