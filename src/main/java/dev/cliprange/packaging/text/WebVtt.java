package dev.cliprange.packaging.text;

import dev.cliprange.timeline.TimeRange;
import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Writes the cues of a clip as a WebVTT file. */
public final class WebVtt {

    public static final String MEDIA_TYPE = "text/vtt";

    private static final long MICROSECONDS_PER_SECOND = 1_000_000;
    private static final long MICROSECONDS_PER_MILLISECOND = 1_000;
    private static final long MILLISECONDS_PER_SECOND = 1_000;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 3_600;
    private static final long MPEG_TICKS_PER_SECOND = 90_000;
    /** MPEG times have 33 bits. */
    private static final long MPEG_MODULUS = 1L << 33;

    private WebVtt() {}

    /**
     * Returns a file with the cues that are shown in a clip. Cues are cut at its ends, and times are relative to its
     * start. Players of HLS map the time 0 of the file to the start of the clip in the source (RFC 8216, 3.5): without
     * the header, cues are late or early by that time.
     *
     * @param cues in the order of their starts
     * @param clip what the stream shows: for the copy form, from its first picture on
     */
    public static String write(List<Cue> cues, TimeRange clip) {
        var text = new StringBuilder("WEBVTT\n")
                .append("X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:")
                .append(mpegTime(clip.startUs()))
                .append("\n\n");
        for (Cue cue : cues) {
            long startMs = milliseconds(Math.max(cue.startUs(), clip.startUs()) - clip.startUs());
            long endMs = milliseconds(Math.min(cue.endUs(), clip.endUs()) - clip.startUs());
            if (startMs < endMs) {
                text.append(time(startMs)).append(" --> ").append(time(endMs));
                if (!cue.settings().isEmpty()) {
                    text.append(' ').append(cue.settings());
                }
                text.append('\n').append(cue.text()).append("\n\n");
            }
        }
        return text.toString();
    }

    private static long mpegTime(long us) {
        return Math.floorMod(
                Timescale.rescale(us, MPEG_TICKS_PER_SECOND, MICROSECONDS_PER_SECOND, RoundingMode.HALF_UP),
                MPEG_MODULUS);
    }

    /** Both ends are rounded alike, so cues that meet do so in the file too. */
    private static long milliseconds(long us) {
        return Math.floorDiv(us + MICROSECONDS_PER_MILLISECOND / 2, MICROSECONDS_PER_MILLISECOND);
    }

    private static String time(long ms) {
        long seconds = ms / MILLISECONDS_PER_SECOND;
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%03d",
                seconds / SECONDS_PER_HOUR,
                seconds / SECONDS_PER_MINUTE % SECONDS_PER_MINUTE,
                seconds % SECONDS_PER_MINUTE,
                ms % MILLISECONDS_PER_SECOND);
    }
}
