package dev.cliprange.index;

import dev.cliprange.mp4.SampleCursor;

/** What is known of a sample besides place and time, in one number: the frequent bits lowest. */
final class SampleFlags {

    private static final int DEPENDENCY_SHIFT = 1;
    private static final int ROLL_SHIFT = 9;
    private static final int ENTRY_SHIFT = 17;

    private SampleFlags() {}

    static int of(SampleCursor sample) {
        return (sample.sync() ? 1 : 0)
                | sample.dependency() << DEPENDENCY_SHIFT
                | sample.roll() << ROLL_SHIFT
                | sample.entry() << ENTRY_SHIFT;
    }

    /** Of a sample of the first entry, in no roll group. */
    static int of(boolean sync, int dependency) {
        return (sync ? 1 : 0) | dependency << DEPENDENCY_SHIFT;
    }

    static boolean sync(int flags) {
        return (flags & 1) != 0;
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
