package dev.cliprange.mp4;

/**
 * Limits for reading the headers of one file.
 *
 * @param headerBytes memory for headers: the {@code moov}, boxes that are being read, and what is kept of each {@code
 *     moof}
 * @param fragments the number of {@code moof} boxes
 * @param windowBytes length of the first read, and of each read that looks for the next box
 * @param parallelReads spans requested in one step
 */
public record Mp4Limits(long headerBytes, int fragments, int windowBytes, int parallelReads) {

    /** Enough for a day of 60 fps video with several audio tracks, if the heap is large enough. */
    public static final Mp4Limits DEFAULT = new Mp4Limits(192L << 20, 200_000, 64 << 10, 32);

    /** @throws IllegalArgumentException if a limit is too low to read any file */
    public Mp4Limits {
        if (headerBytes < 1024 || headerBytes > Integer.MAX_VALUE || fragments < 1 || windowBytes < 64) {
            throw new IllegalArgumentException("limits: " + headerBytes + ", " + fragments + ", " + windowBytes);
        }
        if (parallelReads < 1) {
            throw new IllegalArgumentException("parallelReads: " + parallelReads + " (expected: >= 1)");
        }
    }

    /** Returns the same limits with another memory limit for headers. */
    public Mp4Limits withHeaderBytes(long bytes) {
        return new Mp4Limits(bytes, fragments, windowBytes, parallelReads);
    }
}
