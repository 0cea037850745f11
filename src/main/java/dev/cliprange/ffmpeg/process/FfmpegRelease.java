package dev.cliprange.ffmpeg.process;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The releases of FFmpeg that the server can use. */
final class FfmpegRelease {

    /** The oldest one, as text for messages. */
    static final String OLDEST = "4.4";

    private static final int OLDEST_MAJOR = 4;
    private static final int OLDEST_MINOR = 4;
    /** As {@code 5.1.9-0+deb12u1} or {@code n6.0}. A build between releases has a date or a commit instead. */
    private static final Pattern RELEASE = Pattern.compile("^n?([0-9]{1,2})\\.([0-9]{1,3})(?![0-9]).*");

    private FfmpegRelease() {}

    /** Returns whether a version is a release before {@link #OLDEST}. A build between releases is not. */
    static boolean isTooOld(String version) {
        return RELEASE.matcher(version).results().anyMatch(FfmpegRelease::isTooOld);
    }

    private static boolean isTooOld(MatchResult release) {
        int major = Integer.parseInt(release.group(1));
        int minor = Integer.parseInt(release.group(2));
        return major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR);
    }
}
