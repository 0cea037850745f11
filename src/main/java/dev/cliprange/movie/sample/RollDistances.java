package dev.cliprange.movie.sample;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The audio pre-roll and gradual-refresh groups of a track: {@code sgpd}/{@code sbgp} of type {@code roll} (ISO/IEC
 * 14496-12, 8.9 and 10.1). Distances of the track and of its fragments make one list; equal ones share an entry.
 */
public final class RollDistances {

    private static final int MAX_DISTANCES = 64;
    private static final int FRAGMENT_LOCAL = 0x10000;
    private static final String SECTION = "ISO/IEC 14496-12, 8.9";
    private static final int ROLL = FourCc.of("roll");

    private final List<Integer> distances = new ArrayList<>();
    private final List<Integer> trackGroups;
    private final int defaultGroup;

    public RollDistances(List<Box> stbl) {
        Description description = descriptions(stbl);
        this.trackGroups = description.groups;
        this.defaultGroup = description.defaultGroup;
    }

    /**
     * The distances in samples. A negative one is the number of samples that must be decoded first. Index 0 is group 1.
     */
    public List<Integer> distances() {
        return List.copyOf(distances);
    }

    /** The group of samples without an {@code sbgp} entry. */
    public int defaultGroup() {
        return defaultGroup;
    }

    /** Returns our group for an index of the track's own {@code sbgp}. Returns 0 if the index has no description. */
    int group(int index) {
        return index >= 1 && index <= trackGroups.size() ? trackGroups.get(index - 1) : 0;
    }

    /** The entries of the {@code sbgp} of type {@code roll} among the boxes: count and index, 4 bytes each. */
    ByteBuffer runs(List<Box> boxes) {
        return boxes.stream()
                .filter(box -> box.type() == FourCc.of("sbgp") && groupingType(box) == ROLL)
                .findFirst()
                .map(RollDistances::entries)
                .orElse(ByteBuffer.allocate(0));
    }

    /**
     * Returns the groups of a fragment's samples as runs. Each array has two elements: the count of samples and our
     * group.
     */
    public List<int[]> fragmentRuns(List<Box> traf) {
        List<Integer> local = descriptions(traf).groups;
        ByteBuffer runs = runs(traf);
        var resolved = new ArrayList<int[]>(runs.limit() / 8);
        for (int at = 0; at < runs.limit(); at += 8) {
            int index = runs.getInt(at + 4);
            int group = index > FRAGMENT_LOCAL && index - FRAGMENT_LOCAL <= local.size()
                    ? local.get(index - FRAGMENT_LOCAL - 1)
                    : group(index);
            resolved.add(new int[] {runs.getInt(at), group});
        }
        return resolved;
    }

    private static int groupingType(Box box) {
        return box.fields().skip(4).i32();
    }

    private static ByteBuffer entries(Box sbgp) {
        BoxFields fields = sbgp.fields();
        int version = fields.u8();
        fields.skip(version == 1 ? 11 : 7);
        return fields.entries(fields.u32(), 8);
    }

    private Description descriptions(List<Box> boxes) {
        return boxes.stream()
                .filter(box -> box.type() == FourCc.of("sgpd") && groupingType(box) == ROLL)
                .findFirst()
                .map(this::describe)
                .orElse(new Description(List.of(), 0));
    }

    private Description describe(Box sgpd) {
        BoxFields fields = sgpd.fields();
        int version = fields.u8();
        fields.skip(7);
        long length = version >= 1 ? fields.u32() : 2;
        long defaultIndex = version >= 2 ? fields.u32() : 0;
        long count = fields.u32();
        if (count > MAX_DISTANCES) {
            throw sgpd.unsupported(count + " roll distances (at most " + MAX_DISTANCES + ")", SECTION);
        }
        var groups = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            long entryLength = length == 0 ? fields.u32() : length;
            if (entryLength < 2 || entryLength > 64) {
                throw sgpd.malformed("a roll entry of " + entryLength + " bytes", SECTION);
            }
            groups.add(groupOf(fields.i16(), sgpd));
            fields.skip((int) entryLength - 2);
        }
        int group = defaultIndex >= 1 && defaultIndex <= groups.size() ? groups.get((int) defaultIndex - 1) : 0;
        return new Description(groups, group);
    }

    private int groupOf(int distance, Box sgpd) {
        int known = distances.indexOf(distance);
        if (known >= 0) {
            return known + 1;
        }
        if (distances.size() == MAX_DISTANCES) {
            throw sgpd.unsupported("more than " + MAX_DISTANCES + " roll distances", SECTION);
        }
        distances.add(distance);
        return distances.size();
    }

    private record Description(List<Integer> groups, int defaultGroup) {}
}
