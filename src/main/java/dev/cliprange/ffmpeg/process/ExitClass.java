package dev.cliprange.ffmpeg.process;

import java.util.Locale;

/** Exit codes by what they mean. */
public enum ExitClass {
    /** 0. */
    OK,
    /** 1 and others: FFmpeg has given up. */
    ERROR,
    /** Ended by a signal (128 and above, as Java tells them), ours or another. */
    SIGNAL,
    /** Never ran. */
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
