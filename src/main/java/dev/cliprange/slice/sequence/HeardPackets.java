package dev.cliprange.slice.sequence;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ClipTrack.Edit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The audio packets of a clip with the times at which they are heard, in ticks from the start of the clip. Packets before
 * the first edit have negative times. Packets that no edit of several plays are left out.
 */
final class HeardPackets {

    private final TrackSamples samples;
    private final long[] starts;
    private final long end;
    private final int frameBytes;
    private final long heardFrom;

    private HeardPackets(TrackSamples samples, long[] starts, long end, int frameBytes, long heardFrom) {
        this.samples = samples;
        this.starts = starts;
        this.end = end;
        this.frameBytes = frameBytes;
        this.heardFrom = heardFrom;
    }

    HeardPackets(MemberTimes times) {
        this(times, times.edits(), kept(times));
    }

    private HeardPackets(MemberTimes times, List<Edit> edits, BitSet kept) {
        this.samples = times.track().samples().only(kept);
        this.starts = kept.stream()
                .mapToLong(i -> heardAt(times, edits, times.shownTicks(i)))
                .toArray();
        this.end = starts.length == 0 ? 0 : starts[starts.length - 1] + lastTicks(times, kept);
        this.frameBytes = times.track().description().frameBytes();
        this.heardFrom = times.emptyTicks();
    }

    private static BitSet kept(MemberTimes times) {
        List<Edit> edits = times.edits();
        var kept = new BitSet();
        for (int i = 0; i < times.count(); i++) {
            kept.set(i, heardAt(times, edits, times.shownTicks(i)) != Long.MIN_VALUE);
        }
        return kept;
    }

    /** Returns when a media time is heard; the smallest number if never. */
    private static long heardAt(MemberTimes times, List<Edit> edits, long mediaTicks) {
        long start = times.emptyTicks();
        for (int k = 0; k < edits.size(); k++) {
            Edit edit = edits.get(k);
            boolean before = k == 0 && mediaTicks < edit.mediaTicks();
            boolean after = k + 1 == edits.size() && mediaTicks >= edit.mediaTicks();
            boolean inside = mediaTicks >= edit.mediaTicks() && mediaTicks < edit.mediaTicks() + edit.shownTicks();
            if (before || after || inside) {
                return start + mediaTicks - edit.mediaTicks();
            }
            start += edit.shownTicks();
        }
        return Long.MIN_VALUE;
    }

    /**
     * Returns how long the last packet is heard. The last packet of a source is often described as shorter than what a
     * decoder makes of it, and the packet before a gap as longer.
     */
    private static long lastTicks(MemberTimes times, BitSet kept) {
        long last = times.durationTicks(kept.length() - 1);
        boolean packets = times.track().description().format().codec() != AudioCodec.PCM;
        long usual = usualTicks(times, kept);
        return packets && kept.cardinality() > 2 && (last < usual || last / 3 * 2 > usual) ? usual : last;
    }

    private static long usualTicks(MemberTimes times, BitSet kept) {
        long[] durations =
                kept.stream().mapToLong(times::durationTicks).sorted().toArray();
        return durations[durations.length / 2];
    }

    boolean isEmpty() {
        return starts.length == 0;
    }

    int count() {
        return starts.length;
    }

    TrackSamples samples() {
        return samples;
    }

    /** When a packet is heard. */
    long startTicks(int packet) {
        return starts[packet];
    }

    /** When the last packet ends. */
    long endTicks() {
        return end;
    }

    long durationTicks(int packet) {
        return (packet + 1 < starts.length ? starts[packet + 1] : end) - starts[packet];
    }

    /** When the first edit of the clip begins. */
    long heardFromTicks() {
        return heardFrom;
    }

    /** Returns the packets that follow audio which ends at a time: from the nearest packet, or from the PCM frame. */
    HeardPackets from(long ticks) {
        int first = 0;
        if (frameBytes > 0) {
            while (first < starts.length && starts[first] + durationTicks(first) <= ticks) {
                first++;
            }
            return first == starts.length
                    ? part(first, first)
                    : part(first, starts.length).withoutFirstTicks(ticks);
        }
        while (first + 1 < starts.length && Math.abs(starts[first + 1] - ticks) <= Math.abs(starts[first] - ticks)) {
            first++;
        }
        return part(first, starts.length);
    }

    /** Returns the packets up to the one that ends nearest to a time, or up to the PCM frame. */
    HeardPackets until(long ticks) {
        int last = starts.length;
        while (last > 0) {
            long start = starts[last - 1];
            long packetEnd = start + durationTicks(last - 1);
            boolean outside = frameBytes > 0 ? start >= ticks : Math.abs(start - ticks) < Math.abs(packetEnd - ticks);
            if (!outside) {
                break;
            }
            last--;
        }
        HeardPackets kept = last == starts.length ? this : part(0, last);
        return frameBytes > 0 && last > 0 ? kept.withoutTicksFrom(ticks) : kept;
    }

    private HeardPackets part(int from, int to) {
        return new HeardPackets(
                samples.part(from, to),
                Arrays.copyOfRange(starts, from, to),
                to < starts.length ? starts[to] : end,
                frameBytes,
                heardFrom);
    }

    /** Removes the PCM frames of the first block that begin before a time. */
    private HeardPackets withoutFirstTicks(long ticks) {
        long frameTicks = frameTicks(0);
        long frames = frameTicks == 0 ? 0 : Math.max(0, Math.ceilDiv(ticks - starts[0], frameTicks));
        if (frames == 0) {
            return this;
        }
        long[] later = starts.clone();
        later[0] += frames * frameTicks;
        int bytes = Math.toIntExact(frames * frameBytes);
        if (bytes >= samples.sizeBytes(0)) {
            return part(1, starts.length);
        }
        return resized(0, samples.offsetBytes(0) + bytes, samples.sizeBytes(0) - bytes, later, end);
    }

    /** Removes the PCM frames of the last block that begin at a time or later. */
    private HeardPackets withoutTicksFrom(long ticks) {
        int last = starts.length - 1;
        long frameTicks = frameTicks(last);
        long frames = frameTicks == 0 ? 0 : Math.ceilDiv(ticks - starts[last], frameTicks);
        int bytes = Math.toIntExact(Math.min(samples.sizeBytes(last), frames * frameBytes));
        if (frames == 0 || bytes == samples.sizeBytes(last)) {
            return this;
        }
        return resized(last, samples.offsetBytes(last), bytes, starts, starts[last] + frames * frameTicks);
    }

    private long frameTicks(int block) {
        return durationTicks(block) * frameBytes / Math.max(1, samples.sizeBytes(block));
    }

    private HeardPackets resized(int block, long offsetBytes, int sizeBytes, long[] times, long endTicks) {
        var offsets = new long[samples.count()];
        var sizes = new int[samples.count()];
        var decode = new long[samples.count() + 1];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = i == block ? offsetBytes : samples.offsetBytes(i);
            sizes[i] = i == block ? sizeBytes : samples.sizeBytes(i);
        }
        TrackSamples changed = TrackSamples.joined(List.of(samples), offsets, sizes, decode, new int[offsets.length]);
        return new HeardPackets(changed, times, endTicks, frameBytes, heardFrom);
    }
}
