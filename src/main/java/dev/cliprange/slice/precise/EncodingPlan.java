package dev.cliprange.slice.precise;

import dev.cliprange.codec.splice.EncoderTarget;
import dev.cliprange.codec.splice.VideoSplicer;
import dev.cliprange.codec.splice.VideoSplicer.SplicePoint;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ClipLayout;
import dev.cliprange.timeline.FrameRate;
import java.util.ArrayList;
import java.util.List;

/** What is to be encoded for a precise clip, and what becomes of it. */
public final class EncodingPlan {

    private final PreciseCut cut;
    private final VideoSplicer splicer;
    private final SplicePoint copyPoint;
    private final int tailStart;
    private final SplicePoint tailPoint;

    /**
     * @param copyPoint how the copied run can begin
     * @param tailStart where decoding starts for the tail; -1 without one
     * @param tailPoint how it can, behind what is decoded for the head
     */
    EncodingPlan(PreciseCut cut, VideoSplicer splicer, SplicePoint copyPoint, int tailStart, SplicePoint tailPoint) {
        this.cut = cut;
        this.splicer = splicer;
        this.copyPoint = copyPoint;
        this.tailStart = tailStart;
        this.tailPoint = tailPoint;
    }

    /**
     * Frames of the input file that are wanted: all with composition times {@code [fromTicks, toTicks]}.
     *
     * @param toTicks of the last one
     */
    public record Wanted(long fromTicks, long toTicks) {}

    /**
     * The file an encoder reads: all samples that must be decoded, {@code moov} first.
     *
     * @param wanted one or two runs, in order
     */
    public record Input(ClipLayout file, List<Wanted> wanted) {
        public Input {
            wanted = List.copyOf(wanted);
        }
    }

    /** Frames shown before the copied ones, or all when nothing is copied. */
    public int headFrames() {
        return cut.head().length;
    }

    public int tailFrames() {
        return cut.tail().length;
    }

    public int copiedFrames() {
        return cut.copied().length;
    }

    /** From the first frame that is encoded to the first that is copied, or to the end. */
    public long headUs() {
        if (cut.head().length == 0) {
            return 0;
        }
        long end = cut.copyStart() < 0 ? cut.range().toTicks() : cut.range().ticks(cut.copyStart());
        return cut.range().video().timescale().toUs(end - cut.range().ticks(cut.head()[0]));
    }

    public EncoderTarget target() {
        return splicer.target();
    }

    /** @param rate of the source, exact or a mean: what the encoder takes it for */
    public Input input(FrameRate rate) {
        boolean marked = tailPoint == SplicePoint.AFTER_END_OF_SEQUENCE;
        byte[] mark = marked ? splicer.endOfSequence() : new byte[0];
        return new DecoderInput(cut, tailStart, mark).file(rate);
    }

    /**
     * What an encoder made of {@link #input}, ready to be stored.
     *
     * @throws dev.cliprange.mp4.Mp4Exception if it is not what was asked for
     */
    public EncodedEdges edges(EncodedVideo encoded) {
        if (encoded.samples().size() != cut.encodedFrames()) {
            throw encoded.mismatch(encoded.samples().size() + " frames instead of " + cut.encodedFrames());
        }
        boolean starts = encoded.sync(0) && (cut.tail().length == 0 || encoded.sync(cut.head().length));
        if (!starts) {
            throw encoded.mismatch("no sync sample where the copied ones are left");
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

    /** What is stored where nothing must be encoded. */
    public EncodedEdges withoutEncoding() {
        TrackSamples samples = cut.range().samples();
        long first = samples.firstNumber();
        var entry = cut.range().video().entries().get(samples.entry(cut.copied()[0]));
        return EncodedEdges.of(first + cut.copyStart(), first + cut.copyEnd(), 0, entry, List.of(), new boolean[0]);
    }
}
