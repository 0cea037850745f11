package dev.cliprange.packaging.playlist;

/** The lines of an HLS playlist (RFC 8216, 4.1). */
final class HlsText {

    /** Version 6 allows {@code EXT-X-MAP} in every playlist, and version 7 {@code SERVICE} values; CMAF uses 7. */
    private static final int VERSION = 7;

    private static final long MICROSECONDS_PER_SECOND = 1_000_000;

    private final StringBuilder text = new StringBuilder();

    HlsText() {
        line("#EXTM3U").tag("EXT-X-VERSION", VERSION);
    }

    HlsText tag(String name) {
        return line("#" + name);
    }

    HlsText tag(String name, Object value) {
        return line("#" + name + ":" + value);
    }

    /** Adds a tag and the URI that it describes. */
    HlsText tag(String name, Object value, String uri) {
        return tag(name, value).line(uri);
    }

    HlsText line(String line) {
        text.append(line).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** Returns a time in seconds with six decimals. */
    static String seconds(long us) {
        String decimals = Long.toString(MICROSECONDS_PER_SECOND + us % MICROSECONDS_PER_SECOND)
                .substring(1);
        return us / MICROSECONDS_PER_SECOND + "." + decimals;
    }

    /** Returns a duration as the shortest whole number of seconds that RFC 8216 allows for it, at least 1. */
    static long targetSeconds(long longestUs) {
        return Math.max(1, (longestUs + MICROSECONDS_PER_SECOND / 2) / MICROSECONDS_PER_SECOND);
    }
}
