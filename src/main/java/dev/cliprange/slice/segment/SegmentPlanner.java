package dev.cliprange.slice.segment;

import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.slice.precise.EncodedEdges;
import dev.cliprange.slice.precise.PreciseParts;
import dev.cliprange.timeline.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans the bytes of init and media segments. It has no state. */
public final class SegmentPlanner {

    private SegmentPlanner() {}

    /** Returns the part of a clip whose pages a segment needs. */
    public static TimeRange range(IndexDirectory directory, TrackSegments track, SegmentSpan segment, TimeRange clip) {
        TrackDescription description = directory.tracks().get(track.track());
        long from = Math.clamp(description.timescale().toUs(segment.startTicks()), clip.startUs(), clip.endUs() - 1);
        long to = Math.clamp(description.timescale().toUs(segment.endTicks()), from + 1, clip.endUs());
        return new TimeRange(from, to);
    }

    /** Returns the init segment of a track without encoded frames. */
    public static ByteLayout init(IndexDirectory directory, TrackSegments track) {
        TrackDescription description = directory.tracks().get(track.track());
        return new ByteLayout(
                List.of(), InitSegment.of(description, description.entries().get(track.entry())));
    }

    /** Returns the init segment of the video of a clip with encoded frames. */
    public static ByteLayout init(IndexDirectory directory, EncodedEdges edges) {
        return new ByteLayout(List.of(), InitSegment.of(directory.tracks().getFirst(), edges.entry()));
    }

    /**
     * Returns a segment without encoded frames.
     *
     * @param pages of {@link #range}
     */
    public static ByteLayout segment(TrackSegments track, SegmentSpan segment, List<IndexPage> pages) {
        var samples = new SegmentSamples();
        addCopied(samples, track, segment, pages, segment.startTicks());
        return MediaSegment.of(samples, segment.firstNumber() + 1, segment.endTicks());
    }

    /**
     * Returns an audio segment with silent packets.
     *
     * @param pages of {@link #range}
     * @param packet a silent packet of the track's {@link SilenceFormat}
     */
    public static ByteLayout filled(
            TrackDescription description,
            TrackSegments track,
            SegmentSpan segment,
            List<IndexPage> pages,
            byte[] packet) {
        TrackSamples all = SlicePlanner.samples(pages, track.track());
        var samples = new SegmentSamples();
        var silent = new ArrayList<Long>();
        var filled = new FilledAudio(SilenceFormat.of(description).orElseThrow(), all);
        filled.pass(segment, new FilledAudio.Sink() {
            @Override
            public void copied(int index, long ticks) {
                addSilent();
                samples.addCopied(all, index, ticks);
            }

            @Override
            public void silent(long ticks) {
                silent.add(ticks);
            }

            private void addSilent() {
                if (!silent.isEmpty()) {
                    samples.addSilent(silent, packet);
                    silent.clear();
                }
            }
        });
        if (!silent.isEmpty()) {
            samples.addSilent(silent, packet);
        }
        samples.endSpan();
        return MediaSegment.of(samples, segment.firstNumber() + 1, segment.endTicks());
    }

    /**
     * Returns a segment with encoded frames.
     *
     * @param pages of {@link #range}
     * @param edges those for which the parts were planned
     */
    public static ByteLayout edge(
            TrackSegments track, SegmentSpan segment, List<IndexPage> pages, PreciseParts parts, EncodedEdges edges) {
        var samples = new SegmentSamples();
        int head = parts.headTicks().size();
        if (track.isFirst(segment)) {
            for (int i = 0; i < head; i++) {
                samples.addEncoded(parts.headTicks().get(i), edges.sizeBytes(i), edges.sync(i));
            }
            samples.addBytes(edges.head());
        }
        addCopied(samples, track, segment, pages, parts.copyStartTicks());
        if (track.isLast(segment)) {
            for (int i = 0; i < parts.tailTicks().size(); i++) {
                samples.addEncoded(parts.tailTicks().get(i), edges.sizeBytes(head + i), edges.sync(head + i));
            }
            samples.addBytes(edges.tail());
        }
        return MediaSegment.of(samples, segment.firstNumber() + 1, segment.endTicks());
    }

    /**
     * Returns a segment of a re-encoded quality. All its media is in objects of the ladder.
     *
     * @param pages of the ladder's index, for {@link #range}
     * @param head the frames before the copied ones; only the first segment needs it
     * @param tail the frames after the copied ones; only the last segment needs it
     * @throws IllegalArgumentException if these are not the frames of the plan
     */
    public static ByteLayout rung(
            RungPlanner.RungPlan plan,
            SegmentSpan segment,
            List<IndexPage> pages,
            Optional<TrackSamples> head,
            Optional<TrackSamples> tail) {
        TrackSegments track = plan.video();
        var samples = new SegmentSamples();
        if (track.isFirst(segment)) {
            addEdge(samples, plan.parts().headTicks(), head);
        }
        addCopied(samples, track, segment, pages, plan.parts().copyStartTicks());
        if (track.isLast(segment)) {
            addEdge(samples, plan.parts().tailTicks(), tail);
        }
        return MediaSegment.of(samples, segment.firstNumber() + 1, segment.endTicks());
    }

    private static void addEdge(SegmentSamples samples, List<Long> ticks, Optional<TrackSamples> edge) {
        int count = edge.map(TrackSamples::count).orElse(0);
        if (count != ticks.size()) {
            throw new IllegalArgumentException("edge: " + count + " frames (expected: " + ticks.size() + ")");
        }
        edge.ifPresent(all -> {
            for (int i = 0; i < count; i++) {
                samples.addCopied(all, i, all.presentationTicks(i));
            }
            samples.endSpan();
        });
    }

    /**
     * Adds the samples of the source. The first segment of a clip begins with a sample that may have begun earlier, and
     * has none of the samples that are shown before it.
     *
     * @param fromTicks when the first copied sample of the clip is shown
     */
    private static void addCopied(
            SegmentSamples samples, TrackSegments track, SegmentSpan segment, List<IndexPage> pages, long fromTicks) {
        if (segment.endNumber() > segment.firstNumber()) {
            TrackSamples all = SlicePlanner.samples(pages, track.track());
            addCopied(samples, all, segment, track.isFirst(segment), fromTicks);
        }
    }

    /** @param first whether the segment is the first one of the clip */
    static void addCopied(
            SegmentSamples samples, TrackSamples all, SegmentSpan segment, boolean first, long fromTicks) {
        int from = Math.toIntExact(segment.firstNumber() - all.firstNumber());
        int to = Math.toIntExact(segment.endNumber() - all.firstNumber());
        for (int i = from; i < to; i++) {
            if (first && i == from) {
                samples.addCopied(all, i, fromTicks);
            } else if (!first || all.presentationTicks(i) >= fromTicks) {
                samples.addCopied(all, i, all.presentationTicks(i));
            }
        }
        samples.endSpan();
    }
}
