package dev.cliprange.index;

import dev.cliprange.movie.sample.SampleCursor;

/** The properties of a sample besides position and time, in one number. Frequent bits are the lowest. */
final class SampleFlags {

    private static final int DEPENDENCY_SHIFT = 1;
    private static final int ROLL_SHIFT = 9;
    private static final int ENTRY_SHIFT = 17;
    /** Old indexes have neither of these two bits. */
    private static final int NO_FRAME = 1 << 25;

    private static final int NO_PICTURE = 1 << 26;

    private SampleFlags() {}

    static int of(SampleCursor sample) {
        return (sample.sync() ? 1 : 0)
                | sample.dependency() << DEPENDENCY_SHIFT
                | sample.roll() << ROLL_SHIFT
                | sample.entry() << ENTRY_SHIFT
                | (sample.frame() ? 0 : NO_FRAME)
                | (sample.picture() ? 0 : NO_PICTURE);
    }

    /** Returns the flags of a sample with the first sample entry and without a roll group. */
    static int of(boolean sync, int dependency) {
        return (sync ? 1 : 0) | dependency << DEPENDENCY_SHIFT;
    }

    static boolean sync(int flags) {
        return (flags & 1) != 0;
    }

    static boolean frame(int flags) {
        return (flags & NO_FRAME) == 0;
    }

    static boolean picture(int flags) {
        return (flags & NO_PICTURE) == 0;
    }

    static int dependency(int flags) {
        return flags >>> DEPENDENCY_SHIFT & 0xFF;
    }

    static int roll(int flags) {
        return flags >>> ROLL_SHIFT & 0xFF;
    }

    static int entry(int flags) {
        return flags >>> ENTRY_SHIFT & 0xFF;
    }
}
