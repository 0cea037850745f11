package dev.cliprange.codec.splice;

import dev.cliprange.codec.NalUnits;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.VideoCodec;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * VP9: a key frame contains everything that later frames need, so samples of any two encoders can follow each other.
 */
final class Vp9Splicer implements VideoSplicer {

    private static final int TYPE = FourCc.of("vpcC");

    private final SampleEntry source;

    Vp9Splicer(SampleEntry source) {
        this.source = source;
    }

    @Override
    public EncoderTarget target() {
        BoxFields fields = source.child(TYPE).fields().skip(4);
        return new EncoderTarget(VideoCodec.VP9, fields.u8(), fields.u8(), 0, 0);
    }

    @Override
    public boolean allowsLeading() {
        return true;
    }

    @Override
    public SplicePoint splicePoint(ByteBuffer sample) {
        return SplicePoint.ANY;
    }

    @Override
    public byte[] endOfSequence() {
        return new byte[0];
    }

    @Override
    public Spliced splice(SampleEntry encoded, List<ByteBuffer> samples) {
        BoxFields ours = source.child(TYPE).fields().skip(4);
        BoxFields theirs = encoded.child(TYPE).fields().skip(4);
        boolean same = ours.u8() == theirs.u8();
        same &= ours.skip(1).u8() >>> 4 == theirs.skip(1).u8() >>> 4;
        if (!same) {
            throw new UnsupportedMp4Exception(
                    TYPE,
                    0,
                    "encoded with another profile or bit depth",
                    "VP Codec ISO Media File Format Binding",
                    UnsupportedMp4Exception.Remedy.NONE);
        }
        return new Spliced(source, samples.stream().map(NalUnits::bytes).toList());
    }
}
