package dev.cliprange.index;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.movie.PresentationWindow;
import dev.cliprange.movie.Track;
import dev.cliprange.movie.sample.SampleCursor;

/**
 * Aligns the first frame of a video with the start of its edit. Players show it there even if the edit list begins
 * between two frames, or before the first one: the whole track moves. FFmpeg's demuxer does this for every file with
 * its samples in {@code moov}.
 */
final class FirstFrame {

    private FirstFrame() {}

    /** Returns the track's window, moved so that its first shown sample is at the start of the window. */
    static PresentationWindow alignedWindow(Track track) {
        PresentationWindow window = track.window();
        boolean alignable = track.format().kind() == TrackKind.VIDEO
                && window.startTicks() != Long.MIN_VALUE
                && window.parts().size() == 1;
        if (!alignable) {
            return window;
        }
        long first = firstShownTicks(track.samples(), window);
        if (first == Long.MAX_VALUE || first == window.startTicks()) {
            return window;
        }
        long late = Math.subtractExact(first, window.startTicks());
        long endTicks = window.endTicks() == PresentationWindow.OPEN ? window.endTicks() : window.endTicks() - late;
        return new PresentationWindow(window.shiftTicks() - late, window.startTicks(), endTicks);
    }

    /** Reads two sync samples past the first shown one, because leading samples follow their sync sample. */
    private static long firstShownTicks(SampleCursor samples, PresentationWindow window) {
        long first = Long.MAX_VALUE;
        int syncBehind = 0;
        while (syncBehind < 2 && samples.advance()) {
            long ticks = samples.decodeTicks() + samples.compositionOffsetTicks() + window.shiftTicks();
            syncBehind += samples.sync() && ticks > first ? 1 : 0;
            if (samples.frame() && window.shows(ticks)) {
                first = Math.min(first, ticks);
            }
        }
        return first;
    }
}
