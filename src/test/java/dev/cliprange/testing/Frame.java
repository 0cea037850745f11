package dev.cliprange.testing;

import dev.cliprange.timeline.Timescale;

/**
 * One shown picture.
 *
 * @param presentationTicks when it is shown; {@code presentationTicks / timescale} seconds, exact
 * @param md5 of the decoded pixels in the stream's own pixel format, before rotation
 */
public record Frame(long presentationTicks, Timescale timescale, String md5) {

    /** The microsecond it is first shown in: rounded down. */
    public long presentationUs() {
        return timescale.toUs(presentationTicks);
    }
}
