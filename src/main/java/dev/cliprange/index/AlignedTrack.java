package dev.cliprange.index;

import dev.cliprange.movie.PresentationWindow;
import dev.cliprange.movie.Track;

/** An audio track whose pages end with the pages of the {@link PagingTrack}. */
final class AlignedTrack {

    private final Track track;
    private final SampleColumns columns;
    private final TrackEnd end;
    private boolean exhausted;
    private boolean syncOnly = true;

    AlignedTrack(Track track, SampleBudget budget) {
        this.track = track;
        this.columns = new SampleColumns(track.samples(), track.window().shiftTicks(), budget);
        this.end = new TrackEnd(track.window());
    }

    /** Returns the samples that are heard in {@code [startUs, endUs)}, and the pre-roll before them. */
    TrackSamples page(long startUs, long endUs) {
        long fromTicks = trackTicks(startUs);
        long toTicks = endUs == PresentationWindow.OPEN ? PresentationWindow.OPEN : trackTicks(endUs);
        readUpTo(toTicks);
        TrackSamples all = columns.samples(0, columns.count());
        int from = decodingStart(all, fromTicks);
        int to = from;
        while (to < all.count() && all.presentationTicks(to) < toTicks) {
            to++;
        }
        TrackSamples page = all.part(from, to);
        if (endUs != PresentationWindow.OPEN) {
            columns.dropBefore(decodingStart(all, toTicks));
        }
        return page;
    }

    /** Whether the track is heard at a time or later. */
    boolean isHeardFrom(long us) {
        readUpTo(trackTicks(us));
        return end.ticks() > track.timescale().toTicksCeiling(us);
    }

    private long trackTicks(long us) {
        return track.window().trackTicks(track.timescale().toTicksCeiling(us));
    }

    private void readUpTo(long ticks) {
        while (!exhausted && lastTicks() < ticks) {
            readNext();
        }
    }

    /** Returns the index of the first sample that is needed to hear everything from a time on. */
    private int decodingStart(TrackSamples samples, long ticks) {
        int first = 0;
        while (first < samples.count() && samples.presentationTicks(first) + samples.durationTicks(first) <= ticks) {
            first++;
        }
        if (first == samples.count()) {
            // No known sample is heard from there on. Later samples may need the last known one.
            first = Math.max(0, first - 1);
        }
        return samples.count() == 0 ? 0 : description().decodingStart(samples, first, first);
    }

    private long lastTicks() {
        return columns.count() == 0 ? Long.MIN_VALUE : columns.presentationTicks(columns.count() - 1);
    }

    private void readNext() {
        exhausted = !columns.readNext();
        if (!exhausted) {
            int index = columns.count() - 1;
            syncOnly &= columns.sync(index);
            end.add(columns.presentationTicks(index), columns.durationTicks(index));
        }
    }

    TrackDescription description() {
        return TrackDescription.of(track, track.window(), end.ticks(), syncOnly);
    }
}
