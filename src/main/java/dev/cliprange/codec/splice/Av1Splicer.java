package dev.cliprange.codec.splice;

import dev.cliprange.codec.NalUnits;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.VideoCodec;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.nio.ByteBuffer;
import java.util.List;

/** AV1: decoding starts again at any key frame that has a sequence header (AV1, 7.5). */
final class Av1Splicer implements VideoSplicer {

    private static final int TYPE = FourCc.of("av1C");
    private static final int SEQUENCE_HEADER = 1;
    /** Profile, then bit depth, monochrome and chroma subsampling. */
    private static final int[] FORMAT_MASKS = {0, 0xE0, 0x7C};

    private final SampleEntry source;

    Av1Splicer(SampleEntry source) {
        this.source = source;
    }

    @Override
    public EncoderTarget target() {
        BoxFields fields = source.child(TYPE).fields().skip(1);
        int first = fields.u8();
        return new EncoderTarget(VideoCodec.AV1, first >>> 5, first & 0x1F, 0, 0);
    }

    @Override
    public boolean allowsLeading() {
        return true;
    }

    /** AV1, 5.3. */
    @Override
    public SplicePoint splicePoint(ByteBuffer sample) {
        int at = sample.position();
        while (at < sample.limit()) {
            int header = sample.get(at++);
            if ((header >>> 3 & 0xF) == SEQUENCE_HEADER) {
                return SplicePoint.ANY;
            }
            at += (header & 4) >>> 2;
            if ((header & 2) == 0) {
                return SplicePoint.NONE;
            }
            long size = 0;
            int shift = 0;
            int octet = 0x80;
            while ((octet & 0x80) != 0 && at < sample.limit() && shift < 56) {
                octet = sample.get(at++);
                size |= (octet & 0x7FL) << shift;
                shift += 7;
            }
            at = (int) Math.min(sample.limit(), at + size);
        }
        return SplicePoint.NONE;
    }

    @Override
    public byte[] endOfSequence() {
        return new byte[0];
    }

    @Override
    public Spliced splice(SampleEntry encoded, List<ByteBuffer> samples) {
        BoxFields ours = source.child(TYPE).fields();
        BoxFields theirs = encoded.child(TYPE).fields();
        for (int mask : FORMAT_MASKS) {
            if ((ours.u8() & mask) != (theirs.u8() & mask)) {
                throw mismatch("encoded with another profile, bit depth or chroma format");
            }
        }
        if (!samples.isEmpty() && splicePoint(samples.getFirst()) != SplicePoint.ANY) {
            throw mismatch("the encoder wrote no sequence header");
        }
        return new Spliced(source, samples.stream().map(NalUnits::bytes).toList());
    }

    private static UnsupportedMp4Exception mismatch(String rule) {
        return new UnsupportedMp4Exception(
                TYPE, 0, rule, "AV1 Codec ISO Media File Format Binding, 2.3", UnsupportedMp4Exception.Remedy.NONE);
    }
}
