package dev.cliprange.movie.sample;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;

/**
 * The values for samples without their own, from {@code trex} and then {@code tfhd} (ISO/IEC 14496-12, 8.8.3 and
 * 8.8.7).
 *
 * @param entry the sample entry, from 0
 * @param durationTicks an unsigned 32-bit number
 */
public record FragmentDefaults(int entry, int durationTicks, int sizeBytes, int sampleFlags) {

    public static FragmentDefaults ofTrex(BoxFields fields, Box trex) {
        return new FragmentDefaults(entry(fields.u32(), trex), fields.i32(), fields.i32(), fields.i32());
    }

    /** Returns the values after those in {@code tfhd} are applied. Its fields are after the base data offset. */
    public FragmentDefaults overriddenBy(int flags, BoxFields fields, Box tfhd) {
        return new FragmentDefaults(
                (flags & 0x2) != 0 ? entry(fields.u32(), tfhd) : entry,
                (flags & 0x8) != 0 ? fields.i32() : durationTicks,
                (flags & 0x10) != 0 ? fields.i32() : sizeBytes,
                (flags & 0x20) != 0 ? fields.i32() : sampleFlags);
    }

    private static int entry(long description, Box box) {
        if (description < 1 || description > SampleTables.MAX_ENTRIES) {
            throw box.malformed("sample description index " + description, "ISO/IEC 14496-12, 8.8.3");
        }
        return (int) description - 1;
    }
}
