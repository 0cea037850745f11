package dev.cliprange.mp4;

/**
 * What a file may make the reader hold.
 *
 * @param headerBytes memory for headers: the {@code moov}, boxes that are being read, and what is kept of each {@code moof}
 * @param fragments the number of {@code moof} boxes
 * @param windowBytes the first read, and each read that looks for the next box
 * @param parallelReads spans asked for in one step
 */
public record Mp4Limits(long headerBytes, int fragments, int windowBytes, int parallelReads) {

    /** Enough for a day of 60 fps video with several audio tracks, for a program that has the heap for it. */
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

    /** The same limits with other memory for headers. */
    public Mp4Limits withHeaderBytes(long bytes) {
        return new Mp4Limits(bytes, fragments, windowBytes, parallelReads);
    }
}
