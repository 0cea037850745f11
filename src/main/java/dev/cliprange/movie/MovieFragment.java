package dev.cliprange.movie;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.movie.sample.FragmentDefaults;
import dev.cliprange.movie.sample.FragmentRun;
import dev.cliprange.movie.sample.RollDistances;
import dev.cliprange.movie.sample.TrackCursor;
import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.HeaderBudget;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Reads a {@code moof} into runs of samples, one list per track (ISO/IEC 14496-12, 8.8.4 to 8.8.8). */
final class MovieFragment {

    private static final int BASE_DATA_OFFSET = 0x1;
    private static final int BASE_IS_MOOF = 0x20000;
    private static final int DATA_OFFSET = 0x1;
    private static final String SECTION = "ISO/IEC 14496-12, 8.8.7";

    /** Memory for a run besides its entries: its record, the objects it refers to, and list elements. */
    private static final int RUN_BYTES = 320;

    private static final int GROUP_BYTES = 48;

    private final Box moof;
    private final long fileSizeBytes;
    private final HeaderBudget budget;
    private final List<Part> parts = new ArrayList<>();
    private long previousEndBytes;

    /** @param budget for the memory of the parts that are kept */
    MovieFragment(Box moof, long fileSizeBytes, HeaderBudget budget) {
        this.moof = moof;
        this.fileSizeBytes = fileSizeBytes;
        this.budget = budget;
        this.previousEndBytes = moof.offsetBytes();
    }

    /** A run and its track. */
    private record Part(TrackParser track, FragmentRun run) {}

    /** The runs of a fragment in order, without the box that contained them. */
    record Runs(long moofOffsetBytes, List<Part> parts) {

        void addToTracks() {
            parts.forEach(part -> part.track().add(part.run()));
        }

        /**
         * Checks the end of the samples.
         *
         * @param nextMoofBytes the offset of the next fragment
         * @throws MalformedMp4Exception if samples of this fragment reach into the header of the next one
         */
        void requireBefore(long nextMoofBytes) {
            for (Part part : parts) {
                if (part.track().kind() == TrackKind.TEXT) {
                    continue;
                }
                long from = part.run().offsetBytes();
                long end = part.run().endBytes();
                if (from >= moofOffsetBytes && from < nextMoofBytes && end > nextMoofBytes) {
                    throw contradiction(
                            part.run().trun(),
                            "its samples end at byte " + end + ", after the beginning of the next fragment at byte "
                                    + nextMoofBytes);
                }
            }
        }
    }

    /** Reads the runs of the used tracks and skips those of other tracks. */
    Runs read(Map<Long, TrackParser> tracks) {
        for (Box traf : moof.children()) {
            if (traf.type() == FourCc.of("traf")) {
                add(traf, tracks);
            }
        }
        return new Runs(moof.offsetBytes(), List.copyOf(parts));
    }

    private void add(Box traf, Map<Long, TrackParser> tracks) {
        List<Box> boxes = traf.children();
        Box tfhd = Box.get(boxes, FourCc.of("tfhd"), traf, SECTION);
        TrackParser track = tracks.get(tfhd.fields().skip(4).u32());
        if (track == null) {
            return;
        }
        if (track.kind() == TrackKind.TEXT) {
            addText(traf, boxes, tfhd, track);
            return;
        }
        addTo(traf, boxes, tfhd, track);
    }

    /** As for other tracks, but nothing in it makes the file unusable, or changes where other tracks begin. */
    private void addText(Box traf, List<Box> boxes, Box tfhd, TrackParser track) {
        long endBytes = previousEndBytes;
        int kept = parts.size();
        try {
            addTo(traf, boxes, tfhd, track);
        } catch (Mp4Exception | ArithmeticException unreadable) {
            parts.subList(kept, parts.size()).clear();
            track.damage();
        }
        previousEndBytes = endBytes;
    }

    private void addTo(Box traf, List<Box> boxes, Box tfhd, TrackParser track) {
        BoxFields fields = tfhd.fields();
        int flags = fields.skip(1).u8() << 16 | fields.u16();
        fields.skip(4);
        if (Box.find(boxes, FourCc.of("senc")).isPresent()) {
            throw new UnsupportedMp4Exception(
                    traf.type(),
                    traf.offsetBytes(),
                    "the samples are encrypted",
                    "ISO/IEC 23001-7, 7.2",
                    UnsupportedMp4Exception.Remedy.NONE);
        }
        long base = (flags & BASE_DATA_OFFSET) != 0
                ? fields.i64()
                : (flags & BASE_IS_MOOF) != 0 ? moof.offsetBytes() : previousEndBytes;
        FragmentDefaults defaults = track.fragmentDefaults(tfhd).overriddenBy(flags, fields, tfhd);
        OptionalLong start = Box.find(boxes, FourCc.of("tfdt"))
                .map(MovieFragment::decodeTime)
                .orElse(OptionalLong.empty());
        addRuns(boxes, track, base, defaults, start);
    }

    private void addRuns(List<Box> boxes, TrackParser track, long base, FragmentDefaults defaults, OptionalLong start) {
        List<int[]> groups = List.copyOf(track.rolls().fragmentRuns(boxes));
        budget.take(moof.type(), moof.offsetBytes(), (long) GROUP_BYTES * groups.size());
        long next = base;
        int samples = 0;
        OptionalLong startTicks = start;
        for (Box trun : boxes) {
            if (trun.type() != FourCc.of("trun")) {
                continue;
            }
            FragmentRun run = run(trun, base, next, defaults, startTicks, groups, samples, track.rolls());
            next = run.endBytes();
            if (run.count() == 0) {
                // Only its offset matters. The next run begins at the time of this one.
                continue;
            }
            startTicks = OptionalLong.empty();
            samples += run.count();
            parts.add(new Part(track, run));
        }
        previousEndBytes = next;
    }

    private FragmentRun run(
            Box trun,
            long base,
            long next,
            FragmentDefaults defaults,
            OptionalLong start,
            List<int[]> groups,
            int samplesBefore,
            RollDistances rolls) {
        BoxFields fields = trun.fields();
        int flags = fields.skip(1).u8() << 16 | fields.u16();
        long count = fields.u32();
        long offset = (flags & DATA_OFFSET) != 0 ? Math.addExact(base, fields.i32()) : next;
        int firstFlags = (flags & FragmentRun.FIRST_SAMPLE_FLAGS) != 0 ? fields.i32() : 0;
        int entryBytes = FragmentRun.entryBytes(flags);
        if ((flags & FragmentRun.SIZE) == 0 && count > 0) {
            long size = defaults.sizeBytes() & 0xFFFF_FFFFL;
            if (size == 0 || count > fileSizeBytes / size) {
                throw contradiction(trun, count + " samples of " + size + " bytes do not fit into the file");
            }
        }
        if (entryBytes > 0 && count > fields.remaining() / entryBytes) {
            throw contradiction(trun, count + " entries of " + entryBytes + " bytes do not fit into the box");
        }
        var entries = entryBytes == 0 ? fields.entries(0, 1) : fields.entries(count, entryBytes);
        if (count > 0) {
            budget.take(moof.type(), moof.offsetBytes(), RUN_BYTES + entries.limit());
        }
        return new FragmentRun(
                trun.withoutPayload(),
                start,
                offset,
                flags,
                Math.toIntExact(Math.min(count, Integer.MAX_VALUE)),
                firstFlags,
                defaults,
                copy(entries),
                groups,
                samplesBefore,
                rolls.defaultGroup(),
                fileSizeBytes);
    }

    private static MalformedMp4Exception contradiction(Box trun, String rule) {
        return MalformedMp4Exception.contradiction(trun.type(), trun.offsetBytes(), rule, FragmentRun.SECTION);
    }

    /** Copies the entries. A slice would keep all bytes that were read together with them. */
    private static ByteBuffer copy(ByteBuffer entries) {
        var bytes = new byte[entries.limit()];
        entries.get(0, bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static OptionalLong decodeTime(Box tfdt) {
        BoxFields fields = tfdt.fields();
        boolean wide = fields.u8() == 1;
        long ticks = wide ? fields.skip(3).i64() : fields.skip(3).u32();
        if (ticks < 0) {
            throw tfdt.malformed("decode time " + ticks, "ISO/IEC 14496-12, 8.8.12");
        }
        if (ticks > TrackCursor.MAX_TICKS) {
            throw tfdt.unsupported("decode time " + ticks, "ISO/IEC 14496-12, 8.8.12");
        }
        return OptionalLong.of(ticks);
    }
}
