package dev.cliprange.movie.sample;

import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Iterates over the parts of a track and enforces the contract of {@link SampleCursor}. */
public final class TrackCursor implements SampleCursor {

    /**
     * Later times are rejected, because sums of them might overflow 64 bits. At 90 kHz this is three thousand years.
     */
    public static final long MAX_TICKS = 1L << 53;

    /** Larger offsets are rejected. The sum of two fits 32 bits. Even in nanoseconds, reordering needs less. */
    private static final int MAX_OFFSET_TICKS = (1 << 30) - 1;

    private final Iterator<Samples> parts;
    private final int trackId;
    private final int entries;
    private final boolean everySampleSync;
    private final Optional<SampleMarks> marks;
    private long number = -1;
    private Samples.TimedCursor current;
    private long lastTicks = Long.MIN_VALUE;

    public TrackCursor(
            List<Samples> parts, int trackId, int entries, boolean everySampleSync, Optional<SampleMarks> marks) {
        this.parts = parts.iterator();
        this.trackId = trackId;
        this.entries = entries;
        this.everySampleSync = everySampleSync;
        this.marks = marks;
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
        if (current.entry() >= entries) {
            throw MalformedMp4Exception.contradiction(
                    FourCc.of("stsd"),
                    0,
                    "track " + trackId + " has no sample entry " + (current.entry() + 1),
                    "ISO/IEC 14496-12, 8.7.4.3");
        }
        if (Math.abs((long) current.compositionOffsetTicks()) > MAX_OFFSET_TICKS) {
            throw new UnsupportedMp4Exception(
                    FourCc.of("ctts"),
                    0,
                    "composition offset " + current.compositionOffsetTicks() + " of track " + trackId,
                    "ISO/IEC 14496-12, 8.6.1.3",
                    UnsupportedMp4Exception.Remedy.REMUX);
        }
        number++;
        lastTicks = current.decodeTicks();
        if (lastTicks > MAX_TICKS) {
            throw new UnsupportedMp4Exception(
                    FourCc.of("trak"),
                    0,
                    "decode time " + lastTicks + " of track " + trackId,
                    "ISO/IEC 14496-12, 8.8.12",
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
    public long durationTicks() {
        return current.durationTicks();
    }

    @Override
    public boolean sync() {
        return everySampleSync || (marks.isPresent() ? marks.get().isSync(number) : current.sync());
    }

    @Override
    public boolean picture() {
        return marks.isEmpty() || marks.get().hasPicture(number);
    }

    @Override
    public boolean frame() {
        return marks.isEmpty() || marks.get().isFrame(number);
    }

    @Override
    public int entry() {
        return current.entry();
    }

    @Override
    public int dependency() {
        // If the container is wrong about a sync sample, its dependencies are ignored too.
        return current.sync() && !sync() ? 0 : current.dependency();
    }

    @Override
    public int roll() {
        return current.roll();
    }
}
