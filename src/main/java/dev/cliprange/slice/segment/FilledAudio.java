package dev.cliprange.slice.segment;

import dev.cliprange.index.TrackSamples;

/** The packets of an audio segment in order: those of the source, and silent ones where the source has none. */
final class FilledAudio {

    private final SilenceFormat silence;
    private final TrackSamples samples;

    FilledAudio(SilenceFormat silence, TrackSamples samples) {
        this.silence = silence;
        this.samples = samples;
    }

    /** Receives the packets. Times are presentation times in ticks of the track. */
    interface Sink {
        void copied(int index, long ticks);

        void silent(long ticks);
    }

    /**
     * Passes the packets of a segment to a sink. Silence begins where it is needed, and its last packet lasts up to the
     * next one of the source, so no packet of the source is moved.
     */
    void pass(SegmentSpan segment, Sink sink) {
        long at = segment.startTicks();
        for (long number = segment.firstNumber(); number < segment.endNumber(); number++) {
            int index = Math.toIntExact(number - samples.firstNumber());
            long ticks = samples.presentationTicks(index);
            silent(at, ticks, sink);
            sink.copied(index, ticks);
            at = ticks + silence.heardTicks(samples, index);
        }
        silent(at, segment.endTicks(), sink);
        boolean isEmpty = segment.firstNumber() == segment.endNumber() && silence.packets(segment.durationTicks()) == 0;
        if (isEmpty) {
            // A segment has at least one packet.
            sink.silent(segment.startTicks());
        }
    }

    private void silent(long fromTicks, long toTicks, Sink sink) {
        int packets = silence.packets(toTicks - fromTicks);
        for (int i = 0; i < packets; i++) {
            sink.silent(fromTicks + silence.ticks(i));
        }
    }
}
