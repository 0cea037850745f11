package dev.cliprange.movie;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import dev.cliprange.timeline.Timescale;
import java.util.List;

/**
 * The position of a track's media on the movie's timeline, from its edit list (ISO/IEC 14496-12, 8.6.6). All times are
 * in ticks of the media timescale. The track time of a sample is its composition time plus {@code shiftTicks}. Each
 * part of the list shows a range of track times. For the first part, track times are movie times. A later part adds its
 * delay.
 *
 * @param shiftTicks track time is composition time plus this
 * @param parts at least one, at most {@link #MAX_PARTS}; ordered by track time and by movie time, which is the same
 *     order, without overlap in either
 */
public record PresentationWindow(long shiftTicks, List<Part> parts) {

    /** The end of a part that ends with the media. It is later than any sample. */
    public static final long OPEN = Long.MAX_VALUE;

    /** More parts than any editor writes. Each sample is compared with each part. */
    public static final int MAX_PARTS = 64;

    static final PresentationWindow WHOLE = new PresentationWindow(0, Long.MIN_VALUE, OPEN);

    /**
     * A range of track times that is shown.
     *
     * @param startTicks earlier track times are decoded but not shown
     * @param endTicks this track time and later ones are not shown; {@link #OPEN} if the part ends with the media
     * @param delayTicks movie time is track time plus this; negative if media before the part was left out
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

        /** Where the part begins on the movie's timeline. */
        public long movieStartTicks() {
            return startTicks == Long.MIN_VALUE ? startTicks : Math.addExact(startTicks, delayTicks);
        }

        /** Where the part ends on the movie's timeline. {@link #OPEN} if it ends with the media. */
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

    /** Creates one part without delay. Track times are movie times. */
    public PresentationWindow(long shiftTicks, long startTicks, long endTicks) {
        this(shiftTicks, List.of(new Part(startTicks, Math.max(startTicks, endTicks), 0)));
    }

    /**
     * Reads an {@code elst}.
     *
     * @param fragmented whether samples follow in fragments; the duration of the last edit was written before them and
     *     is then ignored
     * @throws UnsupportedMp4Exception if the list changes the speed, stops the media, plays it twice or out of order,
     *     or has too many parts
     * @throws MalformedMp4Exception if a duration or a time is negative
     */
    static PresentationWindow parse(Box elst, Timescale media, Timescale movie, boolean fragmented) {
        return EditList.read(elst, media, movie).window(fragmented);
    }

    /** The first track time that is shown. */
    public long startTicks() {
        return parts.getFirst().startTicks();
    }

    /** The track time from which on nothing is shown. {@link #OPEN} if the last part ends with the media. */
    public long endTicks() {
        return parts.getLast().endTicks();
    }

    /** Whether the sample with this track time is shown. */
    public boolean shows(long trackTicks) {
        for (Part part : parts) {
            if (part.shows(trackTicks)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the movie time of a track time. For a track time that no part shows, returns the movie time of what
     * follows. The result never decreases if the input increases.
     */
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
