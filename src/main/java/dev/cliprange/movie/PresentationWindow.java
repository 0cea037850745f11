package dev.cliprange.movie;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import dev.cliprange.timeline.Timescale;
import java.util.List;

/**
 * How a track's media lies on the movie's timeline: its edit list (ISO/IEC 14496-12, 8.6.6). All times are ticks of the media
 * timescale. A sample's track time is its composition time plus {@code shiftTicks}. Each part of the list shows a range of
 * track times; the first part at just these times of the movie, a later part by its delay later.
 *
 * @param shiftTicks track time is composition time plus this
 * @param parts at least one, at most {@link #MAX_PARTS}; in the order of their track times and of their movie times,
 *     which is the same, and without overlap in either
 */
public record PresentationWindow(long shiftTicks, List<Part> parts) {

    /** An end later than any sample. */
    public static final long OPEN = Long.MAX_VALUE;

    /** More than any editor writes; each sample is compared with each part. */
    public static final int MAX_PARTS = 64;

    static final PresentationWindow WHOLE = new PresentationWindow(0, Long.MIN_VALUE, OPEN);

    /**
     * A range of track times that is shown.
     *
     * @param startTicks track times before it are decoded, not shown
     * @param endTicks track times from it on are not shown; {@link #OPEN} if the media's end is the end
     * @param delayTicks movie time is track time plus this; negative where media was left out before the part
     */
    public record Part(long startTicks, long endTicks, long delayTicks) {

        public Part {
            if (endTicks < startTicks) {
                throw new IllegalArgumentException("endTicks: " + endTicks + " (expected: >= " + startTicks + ")");
            }
        }

        boolean shows(long trackTicks) {
            return trackTicks >= startTicks && trackTicks < endTicks;
        }

        /** On the movie's timeline. */
        public long movieStartTicks() {
            return startTicks == Long.MIN_VALUE ? startTicks : Math.addExact(startTicks, delayTicks);
        }

        /** On the movie's timeline; {@link #OPEN} if the media's end is the end. */
        public long movieEndTicks() {
            return endTicks == OPEN ? OPEN : Math.addExact(endTicks, delayTicks);
        }
    }

    public PresentationWindow {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || parts.size() > MAX_PARTS) {
            throw new IllegalArgumentException("parts: " + parts.size() + " (expected: 1.." + MAX_PARTS + ")");
        }
        for (int i = 1; i < parts.size(); i++) {
            Part before = parts.get(i - 1);
            boolean inOrder = before.endTicks() <= parts.get(i).startTicks()
                    && before.movieEndTicks() <= parts.get(i).movieStartTicks();
            if (!inOrder) {
                throw new IllegalArgumentException("parts: " + i + " begins before the end of the one before it");
            }
        }
    }

    /** One part without delay: track times are movie times. */
    public PresentationWindow(long shiftTicks, long startTicks, long endTicks) {
        this(shiftTicks, List.of(new Part(startTicks, Math.max(startTicks, endTicks), 0)));
    }

    /**
     * Reads an {@code elst}.
     *
     * @param fragmented whether samples follow in fragments: the duration of the last edit was written before them, and counts
     *     as open
     * @throws UnsupportedMp4Exception if the list plays media at another speed, stops it, plays it twice or out of order, or
     *     has too many parts
     * @throws MalformedMp4Exception if a duration or a time is negative
     */
    static PresentationWindow parse(Box elst, Timescale media, Timescale movie, boolean fragmented) {
        return EditList.read(elst, media, movie).window(fragmented);
    }

    /** The first track time that is shown. */
    public long startTicks() {
        return parts.getFirst().startTicks();
    }

    /** Nothing is shown from this track time on; {@link #OPEN} if the media's end is the end. */
    public long endTicks() {
        return parts.getLast().endTicks();
    }

    /** Whether the list shows the sample of a track time. */
    public boolean shows(long trackTicks) {
        for (Part part : parts) {
            if (part.shows(trackTicks)) {
                return true;
            }
        }
        return false;
    }

    /** When a track time is shown; for one that no part shows, when what follows it is. Never falls where its input rises. */
    public long movieTicks(long trackTicks) {
        Part first = parts.getFirst();
        if (parts.size() == 1 || trackTicks < first.endTicks()) {
            return trackTicks;
        }
        for (Part part : parts) {
            if (trackTicks < part.endTicks()) {
                return Math.max(trackTicks, part.startTicks()) + part.delayTicks();
            }
        }
        return trackTicks + parts.getLast().delayTicks();
    }

    /** The first track time that is shown at or after a movie time. */
    public long trackTicks(long movieTicks) {
        if (parts.size() == 1) {
            return movieTicks;
        }
        for (Part part : parts) {
            if (movieTicks < part.movieEndTicks()) {
                return part.equals(parts.getFirst())
                        ? movieTicks
                        : Math.max(movieTicks - part.delayTicks(), part.startTicks());
            }
        }
        return movieTicks == OPEN ? OPEN : movieTicks - parts.getLast().delayTicks();
    }
}
