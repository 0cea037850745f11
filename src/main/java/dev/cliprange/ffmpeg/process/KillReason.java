package dev.cliprange.ffmpeg.process;

import java.util.Locale;

/** Why a process was ended by us. */
public enum KillReason {
    /** Nobody wants its output any more. */
    CANCELLED,
    /** No fragment in time. */
    FIRST_BYTE,
    /** FFmpeg gave nothing for too long although it was asked. */
    SOURCE_STALLED,
    /** The client took nothing for too long. */
    CLIENT_STALLED,
    /** It ran for too long. */
    DEADLINE,
    /** Its output makes no sense. */
    OUTPUT_INVALID;

    /** As a tag: {@code source-stalled}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
