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
        pass(segment.startTicks(), segment.endTicks(), segment.firstNumber(), segment.endNumber(), sink);
    }

    private void pass(long startTicks, long endTicks, long firstNumber, long endNumber, Sink sink) {
        long at = startTicks;
        for (long number = firstNumber; number < endNumber; number++) {
            int index = Math.toIntExact(number - samples.firstNumber());
            long ticks = samples.presentationTicks(index);
            silent(at, ticks, sink);
            sink.copied(index, ticks);
            at = ticks + silence.heardTicks(samples, index);
        }
        silent(at, endTicks, sink);
    }

    /** Returns how many silent packets a segment has. */
    int count(long startTicks, long endTicks, long firstNumber, long endNumber) {
        var count = new int[1];
        pass(startTicks, endTicks, firstNumber, endNumber, new Sink() {
            @Override
            public void copied(int index, long ticks) {}

            @Override
            public void silent(long ticks) {
                count[0]++;
            }
        });
        return count[0];
    }

    private void silent(long fromTicks, long toTicks, Sink sink) {
        int packets = silence.packets(toTicks - fromTicks);
        for (int i = 0; i < packets; i++) {
            sink.silent(fromTicks + silence.ticks(i));
        }
    }
}
