package dev.cliprange.slice.precise;

import dev.cliprange.codec.splice.EncoderTarget;
import dev.cliprange.codec.splice.VideoJoint;
import dev.cliprange.codec.splice.VideoJoint.Entrance;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ClipLayout;
import dev.cliprange.timeline.FrameRate;
import java.util.ArrayList;
import java.util.List;

/** What is to be encoded for a precise clip, and what becomes of it. */
public final class EncodingPlan {

    private final PreciseCut cut;
    private final VideoJoint joint;
    private final Entrance joinEntrance;
    private final int tailStart;
    private final Entrance tailEntrance;

    /**
     * @param joinEntrance how the copied run can begin
     * @param tailStart where decoding starts for the tail; -1 without one
     * @param tailEntrance how it can, behind what is decoded for the head
     */
    EncodingPlan(PreciseCut cut, VideoJoint joint, Entrance joinEntrance, int tailStart, Entrance tailEntrance) {
        this.cut = cut;
        this.joint = joint;
        this.joinEntrance = joinEntrance;
        this.tailStart = tailStart;
        this.tailEntrance = tailEntrance;
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
        long end = cut.join() < 0 ? cut.range().toTicks() : cut.range().ticks(cut.join());
        return cut.range().video().timescale().toUs(end - cut.range().ticks(cut.head()[0]));
    }

    public EncoderTarget target() {
        return joint.target();
    }

    /** @param rate of the source, exact or a mean: what the encoder takes it for */
    public Input input(FrameRate rate) {
        boolean marked = tailEntrance == Entrance.BEHIND_END_OF_SEQUENCE;
        byte[] mark = marked ? joint.endOfSequence() : new byte[0];
        return new DecoderFeed(cut, tailStart, mark).file(rate);
    }

    /**
     * What an encoder made of {@link #input}, ready to be stored.
     *
     * @throws dev.cliprange.mp4.Mp4Exception if it is not what was asked for
     */
    public Boundary boundary(EncodedVideo encoded) {
        if (encoded.samples().size() != cut.encodedFrames()) {
            throw encoded.mismatch(encoded.samples().size() + " frames instead of " + cut.encodedFrames());
        }
        boolean starts = encoded.sync(0) && (cut.tail().length == 0 || encoded.sync(cut.head().length));
        if (!starts) {
            throw encoded.mismatch("no sync sample where the copied ones are left");
        }
        VideoJoint.Joined joined = joint.join(encoded.entry(), encoded.samples());
        var samples = new ArrayList<>(joined.samples());
        if (joinEntrance == Entrance.BEHIND_END_OF_SEQUENCE && cut.head().length > 0) {
            int last = cut.head().length - 1;
            samples.set(last, Boundary.concat(samples.get(last), joint.endOfSequence()));
        }
        long first = cut.range().samples().firstNumber();
        var sync = new boolean[samples.size()];
        for (int i = 0; i < sync.length; i++) {
            sync[i] = encoded.sync(i);
        }
        return Boundary.of(
                cut.join() < 0 ? -1 : first + cut.join(),
                cut.join() < 0 ? -1 : first + cut.end(),
                cut.head().length,
                joined.entry(),
                samples,
                sync);
    }

    /** What is stored where nothing must be encoded. */
    public Boundary withoutEncoding() {
        TrackSamples samples = cut.range().samples();
        long first = samples.firstNumber();
        var entry = cut.range().video().entries().get(samples.entry(cut.copied()[0]));
        return Boundary.of(first + cut.join(), first + cut.end(), 0, entry, List.of(), new boolean[0]);
    }
}
