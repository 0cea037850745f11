package dev.cliprange.slice;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.movie.PresentationWindow;
import dev.cliprange.timeline.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the part of a range that each part of a track's edit list shows. */
public final class ClipPartSearch {

    private final TrackDescription description;
    private final TrackSamples samples;
    private final AudioPacketDurations durations;
    private final TimeRange range;
    private final boolean audio;
    private final long originTicks;
    private final long endTicks;

    public ClipPartSearch(
            TrackDescription description, TrackSamples samples, AudioPacketDurations durations, TimeRange range) {
        this.description = description;
        this.samples = samples;
        this.durations = durations;
        this.range = range;
        this.audio = description.kind() == TrackKind.AUDIO;
        this.originTicks = description.timescale().toTicksCeiling(range.startUs());
        this.endTicks = Math.min(description.timescale().toTicksCeiling(range.endUs()), description.endTicks());
    }

    /** Returns the parts in order. Parts that show nothing of the range are left out. */
    public List<ClipPart> parts() {
        List<PresentationWindow.Part> all = description.window().parts();
        var found = new ArrayList<ClipPart>();
        for (int i = 0; i < all.size(); i++) {
            PresentationWindow.Part part = all.get(i);
            // A last frame that is cut only by rounding in the movie timescale is complete.
            long partEnd = i + 1 < all.size() ? part.movieEndTicks() : endTicks;
            long holdEnd = i + 1 < all.size() ? all.get(i + 1).movieStartTicks() : endTicks;
            part(part, partEnd, holdEnd, found.isEmpty()).ifPresent(found::add);
        }
        boolean onlyHeld = found.size() == 1
                && found.getFirst().toTicks() <= found.getFirst().fromTicks();
        return onlyHeld ? List.of(found.getFirst().upTo(endTicks)) : found;
    }

    /**
     * Returns the clip's part of one part of the list.
     *
     * @param partEnd the end of the part on the movie's timeline
     * @param holdEnd the start of the next part; the last frame stays until then
     */
    private Optional<ClipPart> part(PresentationWindow.Part part, long partEnd, long holdEnd, boolean isFirst) {
        long movieFrom = Math.max(originTicks, part.movieStartTicks());
        long movieTo = Math.min(endTicks, partEnd);
        long delay = part.delayTicks();
        int held = isFirst && movieFrom < Math.min(endTicks, holdEnd) ? held(part, movieFrom - delay) : -1;
        if (movieFrom >= movieTo && held < 0) {
            return Optional.empty();
        }
        long fromTicks = movieFrom - delay;
        long toTicks = Math.max(movieTo, movieFrom) - delay;
        int first = held;
        int last = held;
        int shown = held;
        for (int i = 0; i < samples.count(); i++) {
            long ticks = samples.presentationTicks(i);
            // A later part begins with a whole audio packet, because players misplace half a packet.
            long end = audio && isFirst ? ticks + durations.ticks(i) : ticks + 1;
            if (end <= fromTicks || ticks >= Math.min(toTicks, part.endTicks())) {
                continue;
            }
            first = first < 0 ? i : Math.min(first, i);
            last = Math.max(last, i);
            shown = shown < 0 || (shown != held && ticks < samples.presentationTicks(shown)) ? i : shown;
        }
        if (first < 0) {
            return Optional.empty();
        }
        int start = description.decodingStart(samples, first, shown);
        long firstTicks = samples.presentationTicks(shown);
        return Optional.of(
                new ClipPart(start, first, last, held, firstTicks, Math.max(fromTicks, firstTicks), toTicks, delay));
    }

    /**
     * Returns the frame that began before a time and is still shown then. Returns -1 if there is none, or if a frame
     * begins at that time.
     */
    private int held(PresentationWindow.Part part, long fromTicks) {
        if (audio || fromTicks <= part.startTicks() || originTicks >= endTicks) {
            return -1;
        }
        int held = -1;
        for (int i = 0; i < samples.count(); i++) {
            long ticks = samples.presentationTicks(i);
            boolean shown = ticks >= part.startTicks() && ticks < part.endTicks();
            long us = description.timescale().toUs(ticks + part.delayTicks());
            if (shown && ticks >= fromTicks && us <= range.startUs()) {
                return -1;
            }
            if (shown && ticks < fromTicks && (held < 0 || ticks > samples.presentationTicks(held))) {
                held = i;
            }
        }
        return held;
    }
}
