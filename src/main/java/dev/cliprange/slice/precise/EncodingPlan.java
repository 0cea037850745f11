package dev.cliprange.slice.precise;

import dev.cliprange.codec.splice.EncoderTarget;
import dev.cliprange.codec.splice.VideoSplicer;
import dev.cliprange.codec.splice.VideoSplicer.SplicePoint;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.timeline.FrameRate;
import java.util.ArrayList;
import java.util.List;

/** The frames to encode for a precise clip. Turns the result of the encoder into {@link EncodedEdges}. */
public final class EncodingPlan {

    private final PreciseCut cut;
    private final VideoSplicer splicer;
    private final SplicePoint copyPoint;
    private final int tailStart;
    private final SplicePoint tailPoint;

    /**
     * Creates a plan.
     *
     * @param copyPoint the splice point at the start of the copied run
     * @param tailStart the sample where decoding starts for the tail; -1 without a tail
     * @param tailPoint the splice point there, after the samples that are decoded for the head
     */
    EncodingPlan(PreciseCut cut, VideoSplicer splicer, SplicePoint copyPoint, int tailStart, SplicePoint tailPoint) {
        this.cut = cut;
        this.splicer = splicer;
        this.copyPoint = copyPoint;
        this.tailStart = tailStart;
        this.tailPoint = tailPoint;
    }

    /**
     * The wanted frames of the input file: all with composition times in {@code [fromTicks, toTicks]}.
     *
     * @param toTicks the time of the last frame
     */
    public record Wanted(long fromTicks, long toTicks) {}

    /**
     * The input file of the encoder: all samples that must be decoded, {@code moov} first.
     *
     * @param wanted one or two runs, in order
     */
    public record Input(ByteLayout file, List<Wanted> wanted) {
        public Input {
            wanted = List.copyOf(wanted);
        }
    }

    /** The number of frames before the copied ones. If nothing is copied, the number of all frames. */
    public int headFrames() {
        return cut.head().length;
    }

    public int tailFrames() {
        return cut.tail().length;
    }

    public int copiedFrames() {
        return cut.copied().length;
    }

    /** The time from the first encoded frame to the first copied one, or to the end. */
    public long headUs() {
        if (cut.head().length == 0) {
            return 0;
        }
        long end = cut.copyStart() < 0 ? cut.range().toTicks() : cut.range().ticks(cut.copyStart());
        return cut.range().video().timescale().toUs(end - cut.range().ticks(cut.head()[0]));
    }

    /** Returns the times of the frames, without their bytes. */
    public PreciseParts parts() {
        return PreciseParts.of(cut);
    }

    public EncoderTarget target() {
        return splicer.target();
    }

    /** @param rate of the source, exact or average; the encoder uses it */
    public Input input(FrameRate rate) {
        boolean marked = tailPoint == SplicePoint.AFTER_END_OF_SEQUENCE;
        byte[] mark = marked ? splicer.endOfSequence() : new byte[0];
        return new DecoderInput(cut, tailStart, mark).file(rate);
    }

    /**
     * Turns the encoder's result for {@link #input} into the stored form.
     *
     * @throws dev.cliprange.mp4.Mp4Exception if the result is not the requested one
     */
    public EncodedEdges edges(EncodedVideo encoded) {
        if (encoded.samples().size() != cut.encodedFrames()) {
            throw encoded.mismatch(encoded.samples().size() + " frames instead of " + cut.encodedFrames());
        }
        boolean starts = encoded.sync(0) && (cut.tail().length == 0 || encoded.sync(cut.head().length));
        if (!starts) {
            throw encoded.mismatch("no sync sample at the start of an encoded run");
        }
        VideoSplicer.Spliced spliced = splicer.splice(encoded.entry(), encoded.samples());
        var samples = new ArrayList<>(spliced.samples());
        if (copyPoint == SplicePoint.AFTER_END_OF_SEQUENCE && cut.head().length > 0) {
            int last = cut.head().length - 1;
            samples.set(last, EncodedEdges.concat(samples.get(last), splicer.endOfSequence()));
        }
        long first = cut.range().samples().firstNumber();
        var sync = new boolean[samples.size()];
        for (int i = 0; i < sync.length; i++) {
            sync[i] = encoded.sync(i);
        }
        return EncodedEdges.of(
                cut.copyStart() < 0 ? -1 : first + cut.copyStart(),
                cut.copyStart() < 0 ? -1 : first + cut.copyEnd(),
                cut.head().length,
                spliced.entry(),
                samples,
                sync);
    }

    /** Returns the stored form for a clip without encoded frames. */
    public EncodedEdges withoutEncoding() {
        TrackSamples samples = cut.range().samples();
        long first = samples.firstNumber();
        var entry = cut.range().video().entries().get(samples.entry(cut.copied()[0]));
        return EncodedEdges.of(first + cut.copyStart(), first + cut.copyEnd(), 0, entry, List.of(), new boolean[0]);
    }
}
