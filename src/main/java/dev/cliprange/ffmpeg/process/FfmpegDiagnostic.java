package dev.cliprange.ffmpeg.process;

import dev.cliprange.failure.Failure;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The reason of a failure as FFmpeg reports it on stderr, the most specific first. FFmpeg 4.4 to 8 print these texts at
 * level error or warning.
 */
public enum FfmpegDiagnostic {
    CHANGED(
            "HTTP error 412",
            Failure.SOURCE_CHANGED,
            "The object of the source has changed since it was indexed. Index it again.",
            true),
    GONE(
            "HTTP error 404|HTTP error 410|404 Not Found|No such file or directory",
            Failure.SOURCE_NOT_FOUND,
            "There is no longer an object at the URL of the source.",
            true),
    TIMED_OUT("timed out", Failure.SOURCE_TIMEOUT, "The storage of the source did not answer in time.", true),
    REFUSED(
            "HTTP error \\d|Server returned|Connection refused|Connection reset|Network is unreachable|No route to host"
                    + "|Failed to resolve hostname|Permission denied|Protocol '?[a-z]*'? ?not on whitelist"
                    + "|Unable to open resource|Error in the pull function|TLS fatal|certificate",
            Failure.SOURCE_UNREADABLE,
            "The storage of the source rejected the read or cannot be reached.",
            true),
    CUT_OFF(
            "Stream ends prematurely|partial file",
            Failure.SOURCE_UNREADABLE,
            "The storage ended the response before the end of the source.",
            true),
    /** FFmpeg also reports this if a read took longer than {@code -rw_timeout}. */
    READ_FAILED(
            "Input/output error|Read error|End of file|reached eof",
            Failure.SOURCE_UNREADABLE,
            "The source could not be read.",
            true),
    /** The program of this instance was built without it. */
    NO_FILTER(
            "No such filter|Unknown encoder|Error selecting an encoder",
            Failure.MEDIA_UNSUPPORTED,
            "This instance's FFmpeg lacks a filter or an encoder that the source needs. HDR needs the filter zscale.",
            false),
    NOT_CARRIED(
            "Could not find tag for codec|not currently supported in container|codec not supported"
                    + "|Could not write header|Only .* supported in MP4",
            Failure.MEDIA_UNSUPPORTED,
            "The source has a codec that an MP4 clip cannot carry without re-encoding.",
            false),
    NO_STREAM(
            "does not contain any stream|matches no streams",
            Failure.MEDIA_UNSUPPORTED,
            "The source has neither video nor audio that can be read.",
            false),
    CORRUPT(
            "corrupt input packet|Malformed|Invalid NAL|error while decoding|non monotonically increasing",
            Failure.MEDIA_MALFORMED,
            "The source is damaged within the range.",
            false),
    NOT_MEDIA(
            "Invalid data found|moov atom not found|error reading header|not on whitelist|Could not find codec parameters"
                    + "|Unknown input format|unspecified size|unspecified sample",
            Failure.MEDIA_UNSUPPORTED,
            "The source is not a media file that can be read, or it is encrypted or damaged.",
            false);

    private final Pattern pattern;
    private final Failure failure;
    private final String detail;
    private final boolean reading;

    FfmpegDiagnostic(String pattern, Failure failure, String detail, boolean reading) {
        this.pattern = Pattern.compile(pattern);
        this.failure = failure;
        this.detail = detail;
        this.reading = reading;
    }

    public static Set<FfmpegDiagnostic> in(String line) {
        Set<FfmpegDiagnostic> found = EnumSet.noneOf(FfmpegDiagnostic.class);
        for (FfmpegDiagnostic diagnostic : values()) {
            if (diagnostic.pattern.matcher(line).find()) {
                found.add(diagnostic);
            }
        }
        return found;
    }

    public Failure failure() {
        return failure;
    }

    /** A sentence for the client, without the URL of the source. */
    public String detail() {
        return detail;
    }

    /** Whether reading the source failed, so that the output may be incomplete even if the exit code is 0. */
    public boolean reading() {
        return reading;
    }
}
