package dev.cliprange.movie.sample;

import dev.cliprange.mp4.TruncatedMp4Exception;

/** Iterates over a {@link FragmentRun}. */
final class FragmentCursor extends PlacedSampleCursor {

    private final FragmentRun run;
    private int number;
    private int at;
    private int groupIndex;
    private int leftInGroup;
    private int sampleFlags;

    FragmentCursor(FragmentRun run, long startTicks) {
        super(startTicks, run.offsetBytes());
        this.run = run;
        for (int skip = run.groupOffset(); skip > 0; ) {
            if (groupIndex >= run.groups().size()) {
                break;
            }
            int length = run.groups().get(groupIndex)[0];
            if (length <= skip) {
                skip -= length;
                groupIndex++;
            } else {
                leftInGroup = length - skip;
                skip = 0;
            }
        }
    }

    @Override
    public boolean advance() {
        if (number == run.count()) {
            return false;
        }
        offsetBytes += sizeBytes;
        long duration = field(FragmentRun.DURATION, run.defaults().durationTicks()) & 0xFFFF_FFFFL;
        int size = field(FragmentRun.SIZE, run.defaults().sizeBytes());
        int inherited = number == 0 && (run.flags() & FragmentRun.FIRST_SAMPLE_FLAGS) != 0
                ? run.firstSampleFlags()
                : run.defaults().sampleFlags();
        sampleFlags = field(FragmentRun.FLAGS, inherited);
        compositionOffsetTicks = field(FragmentRun.COMPOSITION_OFFSET, 0);
        if (size < 0 || offsetBytes < 0 || offsetBytes > run.fileSizeBytes() - size) {
            throw new TruncatedMp4Exception(
                    run.trun().type(),
                    run.trun().offsetBytes(),
                    "sample " + (number + 1) + " (" + (size & 0xFFFF_FFFFL) + " bytes at " + offsetBytes
                            + ") is beyond the file's " + run.fileSizeBytes() + " bytes" + missing(),
                    FragmentRun.SECTION);
        }
        sizeBytes = size;
        lasts(duration);
        moveGroup();
        number++;
        return true;
    }

    private String missing() {
        long bytes = run.endBytes() - run.fileSizeBytes();
        return bytes > 0 ? ": at least " + bytes + " bytes are missing" : "";
    }

    private int field(int flag, int inherited) {
        if ((run.flags() & flag) == 0) {
            return inherited;
        }
        at += 4;
        return run.entries().getInt(at - 4);
    }

    private void moveGroup() {
        while (leftInGroup == 0 && groupIndex < run.groups().size()) {
            leftInGroup = run.groups().get(groupIndex)[0];
            groupIndex++;
        }
        if (leftInGroup == 0) {
            roll = run.defaultGroup();
            return;
        }
        roll = run.groups().get(groupIndex - 1)[1];
        leftInGroup--;
    }

    @Override
    public boolean sync() {
        return (sampleFlags & 0x1_0000) == 0;
    }

    @Override
    public int entry() {
        return run.defaults().entry();
    }

    @Override
    public int dependency() {
        return sampleFlags >>> 20 & 0xFF;
    }
}
