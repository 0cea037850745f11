package dev.cliprange.slice.sequence;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.slice.ClipTrack;
import dev.cliprange.slice.ClipTrack.Edit;
import dev.cliprange.timeline.Timescale;
import java.util.List;
import java.util.Optional;

/** Joins an audio track of several clips into one track with one edit. */
final class JoinedAudio {

    private final SequenceTimeline timeline;
    private final Timescale timescale;
    private final SampleList samples = new SampleList();
    /** The start of the first packet, which may be before the sequence. */
    private long zeroTicks;

    private long heardFrom;
    private long endTicks;

    private JoinedAudio(SequenceTimeline timeline, Timescale timescale) {
        this.timeline = timeline;
        this.timescale = timescale;
    }

    /** Parameters are those of {@link JoinedVideo#of}. Returns empty if no clip has audio. */
    static Optional<ClipTrack> of(
            SequenceTimeline timeline,
            Timescale timescale,
            List<Optional<MemberTimes>> tracks,
            long[] bases,
            List<SampleEntry> entries) {
        Optional<MemberTimes> first = tracks.stream().flatMap(Optional::stream).findFirst();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        var joined = new JoinedAudio(timeline, timescale);
        for (int k = 0; k < tracks.size(); k++) {
            int clip = k;
            tracks.get(k).ifPresent(times -> joined.add(clip, new HeardPackets(times), bases[clip]));
        }
        boolean sameRolls = tracks.stream()
                        .flatMap(Optional::stream)
                        .map(times -> times.track().description().rollDistances())
                        .distinct()
                        .limit(2)
                        .count()
                < 2;
        return Optional.of(joined.track(first.get().track(), entries, sameRolls));
    }

    private void add(int clip, HeardPackets packets, long baseBytes) {
        long start = timeline.startTicks(clip, timescale);
        long end = timeline.startTicks(clip + 1, timescale);
        HeardPackets chosen = samples.isEmpty() ? packets : packets.from(endTicks - start);
        if (clip + 1 < timeline.clips()) {
            chosen = chosen.until(chosen.isEmpty() ? 0 : end - shift(chosen, start) - start);
        }
        if (chosen.isEmpty()) {
            return;
        }
        long shift = shift(chosen, start);
        if (samples.isEmpty()) {
            zeroTicks = start + chosen.startTicks(0);
            heardFrom = start + packets.heardFromTicks();
        }
        samples.run(chosen.samples());
        for (int i = 0; i < chosen.count(); i++) {
            long at = start + shift + chosen.startTicks(i) - zeroTicks;
            samples.add(
                    baseBytes + chosen.samples().offsetBytes(i),
                    chosen.samples().sizeBytes(i),
                    at,
                    at);
        }
        endTicks = start + shift + chosen.endTicks();
    }

    /** Returns how much later the packets of a clip are heard, so that they follow the audio before them. */
    private long shift(HeardPackets packets, long start) {
        if (samples.isEmpty()) {
            return 0;
        }
        long later = endTicks - (start + packets.startTicks(0));
        // If audio is missing before the packets, they keep their time, and the last packet lasts over the gap.
        return -later > packets.durationTicks(0) / 2 ? 0 : later;
    }

    private ClipTrack track(ClipTrack first, List<SampleEntry> entries, boolean sameRolls) {
        long end = Math.min(endTicks, timeline.startTicks(timeline.clips(), timescale));
        TrackDescription description = first.description().joined(entries, timescale, sameRolls);
        return new ClipTrack(
                description,
                samples.toSamples(endTicks - zeroTicks),
                heardFrom,
                List.of(new Edit(heardFrom - zeroTicks, end - heardFrom)),
                0);
    }
}
