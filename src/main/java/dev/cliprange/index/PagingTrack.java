package dev.cliprange.index;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.movie.PresentationWindow;
import dev.cliprange.movie.Track;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import dev.cliprange.timeline.Timescale;
import java.util.Optional;
import java.util.function.LongPredicate;

/** The track that decides where pages begin: the video, or the first audio track if there is no video. */
final class PagingTrack {

    /**
     * The largest number of samples that a page may repeat from the page before it. It allows a page to begin where no
     * sync sample is shown.
     */
    private static final int MOST_REPEATED = 128;

    private final Track track;
    private final Timescale timescale;
    private final PresentationWindow window;
    private final SampleColumns columns;
    private final FrameStatistics statistics;
    private final TrackEnd end;
    private boolean exhausted;
    private long framesBefore;
    private long pageStartTicks = Long.MIN_VALUE;
    private int leadingEnd;
    private long pageEndUs;
    private boolean endsAtFrame = true;
    private boolean syncOnly = true;

    PagingTrack(Track track, boolean fragmented, SampleBudget budget) {
        this.track = track;
        this.timescale = track.timescale();
        this.window = fragmented ? track.window() : FirstFrame.alignedWindow(track);
        this.columns = new SampleColumns(track.samples(), window.shiftTicks(), budget);
        this.statistics = new FrameStatistics(timescale);
        this.end = new TrackEnd(window);
    }

    /**
     * Returns the samples of the page that begins at a time. Afterwards {@link #pageEndUs()} is the start of the next
     * page.
     *
     * @param heardFrom whether another track is heard at a time or later
     */
    TrackSamples nextPage(long startUs, long pageUs, LongPredicate heardFrom) {
        int boundary = findBoundary(startUs + pageUs);
        long farUs = startUs + 2 * pageUs;
        boolean far = boundary < 0 ? endUs() > farUs || heardFrom.test(farUs) : us(boundary) > farUs;
        Optional<TrackSamples> cut = far ? pageUpTo(startUs + pageUs) : Optional.empty();
        return cut.orElseGet(() -> pageUpToSync(boundary));
    }

    /**
     * Ends the page at a time inside a long frame, or where there is no video. Returns empty if the next page would
     * repeat too much.
     */
    private Optional<TrackSamples> pageUpTo(long cutUs) {
        long cutTicks = window.trackTicks(timescale.toTicksCeiling(cutUs));
        int held = -1;
        int next = -1;
        int last = -1;
        long frames = 0;
        for (int i = 0; i < columns.count(); i++) {
            long ticks = columns.presentationTicks(i);
            if (ticks >= cutTicks) {
                next = next < 0 ? i : next;
                continue;
            }
            last = i;
            if (isFrame(i, ticks)) {
                held = held < 0 || ticks > columns.presentationTicks(held) ? i : held;
                frames += ticks >= pageStartTicks ? 1 : 0;
            }
        }
        boolean over = exhausted && endUs() <= cutUs;
        int start = over ? columns.count() : decodingStart(held, next);
        if (last + 1 - start > MOST_REPEATED) {
            return Optional.empty();
        }
        TrackSamples samples = columns.samples(0, last + 1);
        framesBefore += frames;
        columns.dropBefore(start);
        leadingEnd = 0;
        pageStartTicks = cutTicks;
        pageEndUs = cutUs;
        endsAtFrame = false;
        return Optional.of(samples);
    }

    /**
     * Returns where decoding starts for a page that begins inside a frame.
     *
     * @param held the frame; -1 for none
     * @param next the first sample in decode order that is shown later; -1 for none
     */
    private int decodingStart(int held, int next) {
        int shown = held < 0 ? next : held;
        if (shown < 0) {
            return columns.count();
        }
        int first = next < 0 ? shown : Math.min(shown, next);
        return description().decodingStart(columns.samples(0, Math.max(shown, first) + 1), first, shown);
    }

    private TrackSamples pageUpToSync(int boundary) {
        endsAtFrame = true;
        if (boundary < 0) {
            pageEndUs = PresentationWindow.OPEN;
            framesBefore = statistics.frames();
            return columns.samples(0, columns.count());
        }
        long boundaryTicks = columns.presentationTicks(boundary);
        int nextSync = boundary + 1;
        while (read(nextSync) && !columns.sync(nextSync)) {
            nextSync++;
        }
        int last = boundary - 1;
        for (int i = 0; i < Math.min(nextSync, columns.count()); i++) {
            long ticks = columns.presentationTicks(i);
            last = i >= boundary && ticks < boundaryTicks ? i : last;
            framesBefore += ticks >= pageStartTicks && ticks < boundaryTicks && isFrame(i, ticks) ? 1 : 0;
        }
        TrackSamples samples = columns.samples(0, last + 1);
        int nextStart = decodingStart(boundary);
        columns.dropBefore(nextStart);
        leadingEnd = nextSync - nextStart;
        pageStartTicks = boundaryTicks;
        pageEndUs = timescale.toUs(window.movieTicks(boundaryTicks));
        return samples;
    }

    /**
     * Returns where decoding starts for the page that begins with this sample. Video starts at the sync sample, audio
     * at its pre-roll.
     */
    private int decodingStart(int boundary) {
        if (track.format().kind() == TrackKind.VIDEO) {
            return boundary;
        }
        return description().decodingStart(columns.samples(0, boundary + 1), boundary, boundary);
    }

    /**
     * Returns the first sync sample at or after a time for which all earlier samples in decode order are also shown
     * earlier. Returns -1 if there is none.
     */
    private int findBoundary(long fromUs) {
        long latest = Long.MIN_VALUE;
        for (int i = 0; read(i); i++) {
            long ticks = columns.presentationTicks(i);
            if (i > 0 && columns.sync(i) && ticks > latest && isFrame(i, ticks) && us(i) >= fromUs) {
                return i;
            }
            latest = Math.max(latest, ticks);
        }
        return -1;
    }

    /** Whether there is a sample at this index. Reads samples up to it. */
    private boolean read(int index) {
        while (index >= columns.count() && !exhausted) {
            exhausted = !columns.readNext();
            if (!exhausted) {
                look(columns.count() - 1);
            }
        }
        return index < columns.count();
    }

    private void look(int index) {
        long ticks = columns.presentationTicks(index);
        if (ticks < pageStartTicks && index >= leadingEnd && leadingEnd > 0) {
            throw new UnsupportedMp4Exception(
                    FourCc.of("ctts"),
                    0,
                    "a sample is shown before a sync sample two GOPs back",
                    "ISO/IEC 14496-12, 8.6.1.3",
                    UnsupportedMp4Exception.Remedy.REMUX);
        }
        syncOnly &= columns.sync(index);
        end.add(ticks, columns.durationTicks(index));
        if (isFrame(index, ticks)) {
            statistics.add(window.movieTicks(ticks), columns.durationTicks(index), columns.sync(index));
        } else if (!columns.frame(index)) {
            statistics.addTime(columns.durationTicks(index));
        }
    }

    private boolean isFrame(int index, long ticks) {
        return columns.frame(index) && shown(ticks);
    }

    private boolean shown(long ticks) {
        return window.shows(ticks) && timescale.toUs(window.movieTicks(ticks)) >= 0;
    }

    private long us(int index) {
        return timescale.toUs(window.movieTicks(columns.presentationTicks(index)));
    }

    /** Whether a frame begins at {@link #pageEndUs()}. */
    boolean endsAtFrame() {
        return endsAtFrame;
    }

    /** The first microsecond of the next page. {@link PresentationWindow#OPEN} after the last page. */
    long pageEndUs() {
        return pageEndUs;
    }

    /** The number of frames that are shown before {@link #pageEndUs()}. */
    long frames() {
        return framesBefore;
    }

    long endUs() {
        return timescale.toUs(endTicks());
    }

    private long endTicks() {
        return track.format().kind() == TrackKind.VIDEO ? end.wholeFrameTicks() : end.ticks();
    }

    TrackDescription description() {
        return TrackDescription.of(track, window, endTicks(), syncOnly);
    }

    VideoSummary summary() {
        var format = track.format();
        return new VideoSummary(
                format.codec().commonName(),
                format.codecString(),
                format.width(),
                format.height(),
                statistics.frameRate(endTicks()),
                statistics.constant(),
                statistics.frames(),
                track.header().rotationDegrees(),
                statistics.maxSyncIntervalUs(endTicks()),
                syncOnly);
    }
}
