package dev.cliprange.slice.precise;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.ClipTrack;
import dev.cliprange.slice.HeaderWriter;
import dev.cliprange.slice.MediaChunk;
import dev.cliprange.slice.MediaRanges;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.slice.VirtualFile;
import dev.cliprange.timeline.FrameRate;
import dev.cliprange.timeline.Timescale;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A small file with those samples of the source that must be decoded for a cut. It has one video track with a constant
 * frame rate. A frame is therefore identified by a whole number, and rounding cannot select a wrong one.
 */
final class DecoderInput {

    /** The largest number of pictures that a decoder can hold back (ITU-T H.265, A.4.2). */
    private static final int MAX_REORDERED = 16;

    private static final long FINEST_TICKS = 1_000_000;

    /** More samples cannot be decoded within any deadline, and each takes memory here. */
    private static final int MOST_DECODED = 200_000;

    private final PreciseCut cut;
    private final TrackSamples samples;
    private final byte[] mark;
    private final int[] fed;
    private final int split;
    private final int[] ranks;

    /**
     * Selects the samples.
     *
     * @param tailStart the sample where decoding starts for the tail
     * @param mark the bytes that end the sequence before the tail; empty if not needed
     */
    DecoderInput(PreciseCut cut, int tailStart, byte[] mark) {
        this.cut = cut;
        this.samples = cut.range().samples();
        // Decoders treat a sample without a picture as an error.
        this.fed = IntStream.of(fed(cut, tailStart, mark.length > 0))
                .filter(samples::picture)
                .toArray();
        requireFew(fed);
        this.split = split(samples, fed);
        this.mark = split > 0 ? mark : new byte[0];
        this.ranks = ranks(cut.range(), fed);
    }

    private static void requireFew(int[] fed) {
        if (fed.length > MOST_DECODED) {
            throw new FailureException(
                    Failure.PRECISE_UNAVAILABLE,
                    "The keyframe that decoding must start at is too far before the clip's start or end: " + fed.length
                            + " frames would have to be decoded.");
        }
    }

    /** Returns the samples to decode in decode order: one or two runs, each from a sync sample on. */
    private static int[] fed(PreciseCut cut, int tailStart, boolean marked) {
        int headFrom = cut.head().length == 0 ? tailStart : cut.range().decodingStart(cut.head());
        int headTo = cut.head().length == 0 ? tailStart : max(cut.head()) + 1;
        if (cut.tail().length == 0) {
            return IntStream.range(headFrom, headTo).toArray();
        }
        // At the end of a sequence a decoder may drop pictures that it holds back, so add pictures that are not needed.
        int runOn = marked ? Math.min(headTo + MAX_REORDERED, Math.max(headTo, tailStart)) : headTo;
        return IntStream.concat(
                        IntStream.range(Math.min(headFrom, tailStart), runOn),
                        IntStream.range(Math.max(runOn, tailStart), max(cut.tail()) + 1))
                .toArray();
    }

    /** Returns the index of the second run; 0 if there is none. */
    private static int split(TrackSamples samples, int[] fed) {
        for (int i = 1; i < fed.length; i++) {
            int following = fed[i - 1] + 1;
            while (following < fed[i] && !samples.picture(following)) {
                following++;
            }
            if (fed[i] != following) {
                return i;
            }
        }
        return 0;
    }

    private static int[] ranks(PreciseRange range, int[] fed) {
        int[] order = IntStream.range(0, fed.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> range.ticks(fed[i])))
                .mapToInt(Integer::intValue)
                .toArray();
        var ranks = new int[fed.length];
        for (int rank = 0; rank < order.length; rank++) {
            ranks[order[rank]] = rank;
        }
        return ranks;
    }

    EncodingPlan.Input file(FrameRate rate) {
        boolean fine = rate.numerator() > FINEST_TICKS;
        long tick = fine ? 1 : rate.denominator();
        long perSecond = fine ? Math.max(1, rate.numerator() / rate.denominator()) : rate.numerator();
        ClipTrack track = track(tick, new Timescale(perSecond));
        List<List<MediaChunk>> chunks = List.of(MediaChunk.of(track));
        MediaRanges ranges = MediaRanges.of(chunks, SlicePlanner.DEFAULT_MAX_GAP_BYTES);
        byte[] header = new HeaderWriter(List.of(track), chunks, ranges).write();
        var file = new ByteLayout(source().pieces(ranges.spans()), header);
        return new EncodingPlan.Input(file, wanted(tick, track.raisedTicks()));
    }

    private ClipTrack track(long tick, Timescale timescale) {
        var offsets = new long[fed.length];
        var sizes = new int[fed.length];
        var decode = new long[fed.length + 1];
        var composition = new int[fed.length];
        var sync = new boolean[fed.length];
        for (int i = 0; i < fed.length; i++) {
            long offset = samples.offsetBytes(fed[i]);
            offsets[i] = offset >= markAt() ? offset + mark.length : offset;
            sizes[i] = samples.sizeBytes(fed[i]) + (i == split - 1 ? mark.length : 0);
            decode[i] = i * tick;
            composition[i] = Math.toIntExact((ranks[i] - i) * tick);
            sync[i] = samples.sync(fed[i]);
        }
        decode[fed.length] = fed.length * tick;
        TrackSamples copy = TrackSamples.of(0, offsets, sizes, decode, composition, sync, new int[fed.length]);
        int raised = ClipTrack.raised(copy);
        TrackDescription video = cut.range().video();
        TrackDescription plain = video.as(video.entries().get(samples.entry(fed[0])), timescale);
        return new ClipTrack(plain, copy, 0, raised, fed.length * tick, raised);
    }

    /** The mark is appended to the sample before it. */
    private VirtualFile source() {
        var source = new VirtualFile();
        return mark.length == 0
                ? source.source(0, Long.MAX_VALUE)
                : source.source(0, markAt())
                        .insert(ByteBuffer.wrap(mark))
                        .source(markAt(), Long.MAX_VALUE - mark.length);
    }

    private long markAt() {
        if (mark.length == 0) {
            return Long.MAX_VALUE;
        }
        int last = fed[split - 1];
        return samples.offsetBytes(last) + samples.sizeBytes(last);
    }

    private List<EncodingPlan.Wanted> wanted(long tick, int raised) {
        var wanted = new ArrayList<EncodingPlan.Wanted>();
        for (int[] frames : List.of(cut.head(), cut.tail())) {
            if (frames.length > 0) {
                long first = rank(frames[0]) * tick + raised;
                wanted.add(new EncodingPlan.Wanted(first, first + (frames.length - 1) * tick));
            }
        }
        return wanted;
    }

    /** Returns the place of a sample in presentation order. The frames of a run are consecutive there. */
    private long rank(int sample) {
        return ranks[Arrays.binarySearch(fed, sample)];
    }

    private static int max(int[] frames) {
        return IntStream.of(frames).max().orElseThrow();
    }
}
