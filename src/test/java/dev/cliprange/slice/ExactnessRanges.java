package dev.cliprange.slice;

import dev.cliprange.index.IndexPage;
import dev.cliprange.timeline.TimeRange;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** The clips a source is tried with: every kind of end, the same ones in each run. */
final class ExactnessRanges {

    private static final int LONGEST_SEARCH = 2_000;
    /** Of a long source only the clip of the whole is longer: all of this is decoded. */
    private static final long LONGEST_US = 20_000_000;

    private final Random random = new Random(11);
    private final Set<TimeRange> ranges = new LinkedHashSet<>();
    private final List<Long> times;
    private final List<Long> syncTimes;

    private ExactnessRanges(SourceFile source) {
        var boundaries = new TreeSet<Long>();
        var sync = new TreeSet<Long>();
        var directory = source.directory();
        for (int number = 0; number < directory.pages().size(); number++) {
            IndexPage page = source.page(number);
            long behind = number + 1 < directory.pages().size()
                    ? directory.pages().get(number + 1).firstFrame()
                    : directory.frames();
            for (long frame = directory.pages().get(number).firstFrame(); frame <= behind; frame++) {
                boundaries.add(page.frameUs(frame));
                sync.add(page.syncAtOrBeforeUs(page.frameUs(frame)));
            }
        }
        sync.retainAll(boundaries);
        this.times = List.copyOf(boundaries);
        this.syncTimes = List.copyOf(sync);
    }

    /** The first frame alone, the last one alone, and one range off the sync samples and one from one on. */
    static List<TimeRange> few(SourceFile source) {
        var few = new ExactnessRanges(source);
        few.addEnds();
        few.add(few.times, few.times, 1);
        few.add(few.syncTimes, few.times, 1);
        return List.copyOf(few.ranges);
    }

    /** At least twenty, unless the source has fewer: from and to sync samples and others, single frames, the whole. */
    static List<TimeRange> many(SourceFile source) {
        var many = new ExactnessRanges(source);
        many.addEnds();
        many.ranges.add(new TimeRange(many.times.getFirst(), many.times.getLast()));
        for (int i = 0; i < 3; i++) {
            int frame = many.random.nextInt(many.times.size() - 1);
            many.ranges.add(new TimeRange(many.times.get(frame), many.times.get(frame + 1)));
        }
        many.add(many.syncTimes, many.syncTimes, 3);
        many.add(many.syncTimes, many.times, 4);
        many.add(many.times, many.syncTimes, 4);
        many.add(many.times, many.times, 24 - many.ranges.size());
        return List.copyOf(many.ranges);
    }

    private void addEnds() {
        ranges.add(new TimeRange(times.get(0), times.get(1)));
        ranges.add(new TimeRange(times.get(times.size() - 2), times.getLast()));
    }

    private void add(List<Long> starts, List<Long> ends, int count) {
        int wanted = ranges.size() + count;
        for (int i = 0; i < LONGEST_SEARCH && ranges.size() < wanted; i++) {
            long start = starts.get(random.nextInt(starts.size()));
            long end = ends.get(random.nextInt(ends.size()));
            if (start < end && end - start < LONGEST_US) {
                ranges.add(new TimeRange(start, end));
            }
        }
    }
}
