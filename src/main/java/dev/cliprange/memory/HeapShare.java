package dev.cliprange.memory;

import org.springframework.util.unit.DataSize;

/**
 * An amount of heap, as a setting: a share of the largest heap this JVM may have ({@code 6%}), or a size ({@code
 * 64MB}).
 *
 * <p>The defaults of all settings of this type, together with {@link #ENCODING} and the fixed shares below, leave the
 * rest of the heap to requests and to the server itself. A test checks their sum.
 *
 * @param bytes at least 0
 */
public record HeapShare(long bytes) {

    /** Kept for encodings of precise clips. */
    public static final String ENCODING = "20%";

    /** Rates of clients, by IP address. */
    public static final String CLIENTS = "3%";

    /** API keys with their roles and rates. */
    public static final String KEYS = "2%";

    /** The queues of sources that are being edited. */
    public static final String TURNS = "1%";

    /** The newest events, for feeds that resume. */
    public static final String EVENTS = "2%";

    /** Cached failures of clips, a third for each engine, and the names of clips that are too large to keep. */
    public static final String FAILURES = "0.7%";

    /** Cached failures of pictures. */
    public static final String PICTURE_FAILURES = "0.3%";

    /** Silent packets for gaps in audio. */
    public static final String SILENCE = "0.2%";

    /** The directories of ladders. */
    public static final String LADDERS = "0.4%";

    /** Clip descriptors, if their number is not set. */
    public static final String CLIPS = "2.5%";

    /** Sequences with the descriptors of their clips. */
    public static final String SEQUENCES = "0.4%";

    /** @throws IllegalArgumentException if the amount is negative */
    public HeapShare {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
    }

    /**
     * Reads a setting.
     *
     * @param text a percentage from {@code 0%} to {@code 100%}, or a size as {@link DataSize} reads it
     * @throws IllegalArgumentException if it is neither
     */
    public static HeapShare valueOf(String text) {
        return of(text, Runtime.getRuntime().maxMemory());
    }

    /** Reads a setting for a heap of the given size. */
    static HeapShare of(String text, long heapBytes) {
        String trimmed = text.strip();
        if (!trimmed.endsWith("%")) {
            return new HeapShare(DataSize.parse(trimmed).toBytes());
        }
        double percent = Double.parseDouble(trimmed.substring(0, trimmed.length() - 1));
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("share of the heap: " + text + " (expected: 0% to 100%)");
        }
        return new HeapShare((long) (heapBytes / 100.0 * percent));
    }

    /**
     * Returns how many entries of a size fit, at least one.
     *
     * @param entryBytes the memory of an entry, including the objects of the map
     * @param most never more than this
     */
    public int entries(int entryBytes, int most) {
        return Math.clamp(bytes / entryBytes, 1, most);
    }
}
