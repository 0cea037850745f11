package dev.cliprange.mp4;

/**
 * What a file may make the reader hold.
 *
 * @param headerBytes the sum of all {@code moov} and {@code moof} boxes
 * @param fragments the number of {@code moof} boxes
 * @param windowBytes the first read, and each read that looks for the next box
 * @param parallelReads spans asked for in one step
 */
public record Mp4Limits(long headerBytes, int fragments, int windowBytes, int parallelReads) {

    /** Enough for a day of 60 fps video with several audio tracks. */
    public static final Mp4Limits DEFAULT = new Mp4Limits(192L << 20, 200_000, 64 << 10, 32);

    /** @throws IllegalArgumentException if a limit is below what one file needs at least */
    public Mp4Limits {
        if (headerBytes < 1024 || headerBytes > Integer.MAX_VALUE || fragments < 1 || windowBytes < 64) {
            throw new IllegalArgumentException("limits: " + headerBytes + ", " + fragments + ", " + windowBytes);
        }
        if (parallelReads < 1) {
            throw new IllegalArgumentException("parallelReads: " + parallelReads + " (expected: >= 1)");
        }
    }
}
