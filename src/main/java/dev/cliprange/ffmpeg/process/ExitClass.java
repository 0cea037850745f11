package dev.cliprange.ffmpeg.process;

import java.util.Locale;

/** Classes of exit codes. */
public enum ExitClass {
    /** 0. */
    OK,
    /** FFmpeg gave up. */
    ERROR,
    /** Ended by a signal, ours or another (Java reports 128 plus its number). */
    SIGNAL,
    /** The program could not be started. */
    NOT_STARTED;

    private static final int FIRST_SIGNAL = 129;
    private static final int LAST_SIGNAL = 128 + 64;

    public static ExitClass of(int code) {
        if (code == 0) {
            return OK;
        }
        return code >= FIRST_SIGNAL && code <= LAST_SIGNAL ? SIGNAL : ERROR;
    }

    public String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
