package dev.cliprange.testing;

import java.nio.file.Path;
import java.util.ArrayList;
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
        Path whole = file();
        return TestMedia.once(
                "heavy-beginning",
                "mp4",
                "-t 4 -c copy",
                file -> FfmpegRun.of(List.of(
                                "-nostdin", "-y", "-i", whole.toString(), "-t", "4", "-c", "copy", file.toString()))
                        .orThrow());
    }

    /** Eight seconds of H.264 with as many bytes a second and a keyframe each second: it has a precise form, too. */
    public static Path avc() {
        return TestMedia.once("heavy-avc", "mp4", String.join(" ", AVC_RECIPE), file -> make(AVC_RECIPE, file));
    }

    private static final class Stored {
        static final String URI = store();
    }

    private static String store() {
        Origin.storage().put("heavy.mp4", file());
        return "s3://" + Origin.storage().bucket() + "/heavy.mp4";
    }

    private static final List<String> RECIPE = List.of(
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
            "aac");

    private static final List<String> AVC_RECIPE = List.of(
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=640x360:rate=25,noise=alls=70:allf=t",
            "-f",
            "lavfi",
            "-i",
            "sine=440",
            "-t",
            "8",
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-qp",
            "18",
            "-g",
            "25",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac");

    private static final class Holder {
        static final Path FILE = TestMedia.once("heavy", "mp4", String.join(" ", RECIPE), file -> make(RECIPE, file));
    }

    private static void make(List<String> recipe, Path file) {
        var arguments = new ArrayList<>(List.of("-nostdin", "-y"));
        arguments.addAll(recipe);
        arguments.add(file.toString());
        FfmpegRun.of(arguments).orThrow();
    }
}
