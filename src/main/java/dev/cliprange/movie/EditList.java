package dev.cliprange.movie;

import dev.cliprange.movie.PresentationWindow.Part;
import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Reads the parts of an {@code elst} (ISO/IEC 14496-12, 8.6.6). Times are in ticks of the media timescale. */
final class EditList {

    private static final String SECTION = "ISO/IEC 14496-12, 8.6.6";
    private static final int MAX_EDITS = 4096;
    private static final int NORMAL_RATE = 0x10000;

    private final Box elst;
    /** The rounding error of the movie timescale. Anything shorter is neither a gap nor an overlap. */
    private final long toleranceTicks;

    private final List<Edit> edits = new ArrayList<>();
    private long movieTicks;

    private EditList(Box elst, long toleranceTicks) {
        this.elst = elst;
        this.toleranceTicks = toleranceTicks;
    }

    /**
     * One entry that plays media.
     *
     * @param startTicks on the movie's timeline
     * @param mediaTicks a composition time
     */
    private record Edit(long startTicks, long mediaTicks, long durationTicks) {

        Edit longerBy(long ticks) {
            return new Edit(startTicks, mediaTicks, Math.addExact(durationTicks, ticks));
        }

        long endTicks() {
            return Math.addExact(startTicks, durationTicks);
        }

        long mediaEndTicks() {
            return Math.addExact(mediaTicks, durationTicks);
        }

        Edit laterBy(long ticks) {
            return new Edit(startTicks + ticks, mediaTicks + ticks, durationTicks - ticks);
        }
    }

    static EditList read(Box elst, Timescale media, Timescale movie) {
        BoxFields fields = elst.fields();
        boolean wide = fields.u8() == 1;
        long count = fields.skip(3).u32();
        if (count > MAX_EDITS) {
            throw elst.unsupported(count + " edits need a remux", SECTION);
        }
        var list = new EditList(elst, media.ticksPerSecond() / movie.ticksPerSecond());
        for (int i = 0; i < count; i++) {
            long duration = wide ? fields.i64() : fields.u32();
            long mediaTime = wide ? fields.i64() : fields.i32();
            int rate = fields.i32();
            if (duration < 0 || mediaTime < -1) {
                throw elst.malformed("an edit of " + duration + " ticks from " + mediaTime, SECTION);
            }
            long ticks = media.fromTicks(duration, movie, RoundingMode.HALF_UP);
            if (mediaTime == -1) {
                list.movieTicks = Math.addExact(list.movieTicks, ticks);
            } else if (rate != NORMAL_RATE) {
                throw list.refused("plays a part at another speed, or stops it");
            } else {
                list.add(mediaTime, ticks);
            }
        }
        return list;
    }

    private void add(long mediaTicks, long ticks) {
        var edit = new Edit(movieTicks, mediaTicks, ticks);
        movieTicks = edit.endTicks();
        if (edits.isEmpty()) {
            edits.add(edit);
            return;
        }
        Edit before = edits.getLast();
        long skipped = mediaTicks - before.mediaEndTicks();
        if (before.endTicks() == edit.startTicks() && Math.abs(skipped) <= toleranceTicks) {
            edits.set(edits.size() - 1, before.longerBy(ticks));
        } else if (before.durationTicks() == 0) {
            // It is shorter than a tick, so it shows nothing.
            edits.set(edits.size() - 1, edit);
        } else if (skipped < -toleranceTicks) {
            throw refused("plays media twice, or out of order");
        } else {
            edits.add(skipped < 0 ? edit.laterBy(Math.min(-skipped, ticks)) : edit);
        }
        if (edits.size() > PresentationWindow.MAX_PARTS) {
            throw refused("has more than " + PresentationWindow.MAX_PARTS + " separate parts");
        }
    }

    /** FFmpeg plays such a list differently from its definition, so the FFmpeg engine would be wrong too. */
    private UnsupportedMp4Exception refused(String what) {
        return new UnsupportedMp4Exception(
                elst.type(), elst.offsetBytes(), "the edit list " + what, SECTION, UnsupportedMp4Exception.Remedy.NONE);
    }

    PresentationWindow window(boolean fragmented) {
        if (edits.isEmpty()) {
            return new PresentationWindow(movieTicks, Long.MIN_VALUE, PresentationWindow.OPEN);
        }
        Edit first = edits.getFirst();
        long shift = Math.subtractExact(first.startTicks(), first.mediaTicks());
        var parts = new ArrayList<Part>();
        for (Edit edit : edits) {
            boolean open = fragmented && edit.equals(edits.getLast());
            if (edit.durationTicks() == 0 && !open && edits.size() > 1) {
                continue;
            }
            long start = Math.addExact(edit.mediaTicks(), shift);
            boolean whole = open || edit.durationTicks() == 0;
            parts.add(new Part(
                    start,
                    whole ? PresentationWindow.OPEN : Math.addExact(start, edit.durationTicks()),
                    edit.startTicks() - start));
        }
        return new PresentationWindow(shift, parts);
    }
}
