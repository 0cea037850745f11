package dev.cliprange.mp4;

import java.util.Iterator;
import java.util.List;

/** Walks the parts of a track one after another, and holds them to what {@link SampleCursor} promises. */
final class TrackCursor implements SampleCursor {

    private static final int MAX_SAMPLES = 1 << 27;

    private final Iterator<Samples> parts;
    private final int trackId;
    private final boolean everySampleSync;
    private Samples.TimedCursor current;
    private long lastTicks = Long.MIN_VALUE;
    private int samples;

    TrackCursor(List<Samples> parts, int trackId, boolean everySampleSync) {
        this.parts = parts.iterator();
        this.trackId = trackId;
        this.everySampleSync = everySampleSync;
        this.current = this.parts.hasNext() ? this.parts.next().cursor(0) : new FragmentCursor(FragmentRun.EMPTY, 0);
    }

    @Override
    public boolean advance() {
        while (!current.advance()) {
            if (!parts.hasNext()) {
                return false;
            }
            current = parts.next().cursor(current.endTicks());
        }
        if (current.decodeTicks() < lastTicks) {
            throw new UnsupportedMp4Exception(
                    FourCc.of("trak"),
                    0,
                    "decode times of track " + trackId + " go back to " + current.decodeTicks(),
                    "ISO/IEC 14496-12, 8.8.12",
                    UnsupportedMp4Exception.Remedy.REMUX);
        }
        lastTicks = current.decodeTicks();
        if (++samples > MAX_SAMPLES) {
            throw new UnsupportedMp4Exception(
                    FourCc.of("trak"),
                    0,
                    "track " + trackId + " has more than " + MAX_SAMPLES + " samples",
                    SampleTables.SECTION,
                    UnsupportedMp4Exception.Remedy.REMUX);
        }
        return true;
    }

    @Override
    public long offsetBytes() {
        return current.offsetBytes();
    }

    @Override
    public int sizeBytes() {
        return current.sizeBytes();
    }

    @Override
    public long decodeTicks() {
        return current.decodeTicks();
    }

    @Override
    public int compositionOffsetTicks() {
        return current.compositionOffsetTicks();
    }

    @Override
    public int durationTicks() {
        return current.durationTicks();
    }

    @Override
    public boolean sync() {
        return everySampleSync || current.sync();
    }

    @Override
    public int entry() {
        return current.entry();
    }

    @Override
    public int dependency() {
        return current.dependency();
    }

    @Override
    public int roll() {
        return current.roll();
    }
}
