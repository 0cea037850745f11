package dev.cliprange.ffmpeg.process;

import java.util.Locale;

/** Why this server ended a process. */
public enum KillReason {
    /** Its output is no longer needed. */
    CANCELLED,
    /** It wrote no fragment in time. */
    FIRST_BYTE,
    /** It wrote nothing for too long although there was demand. */
    SOURCE_STALLED,
    /** The client read nothing for too long. */
    CLIENT_STALLED,
    /** It ran for too long. */
    DEADLINE,
    /** Its output is invalid or too large. */
    OUTPUT_INVALID;

    /** The value of a tag, as {@code source-stalled}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
