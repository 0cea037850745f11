package dev.cliprange.codec.splice;

import dev.cliprange.codec.HevcConfiguration;
import dev.cliprange.codec.HevcPps;
import dev.cliprange.codec.HevcSlice;
import dev.cliprange.codec.HevcSps;
import dev.cliprange.codec.NalUnits;
import dev.cliprange.codec.RbspReader;
import dev.cliprange.codec.RbspWriter;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.VideoCodec;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * H.265: parameter sets may change at any IRAP picture that begins a sequence. A CRA picture begins one after an end of
 * sequence unit, and its RASL pictures are then dropped (ITU-T H.265, 8.1.3). The encoder's parameter sets get ids that
 * the source does not use. The ids are changed in the sets and in each slice, and {@code hvcC} contains both.
 */
final class HevcSplicer implements VideoSplicer {

    private static final int FIRST_BLA = 16;
    private static final int LAST_IDR = 20;
    private static final int CRA = 21;
    private static final int LAST_SLICE = 31;
    private static final int END_OF_SEQUENCE = 36;

    private final SampleEntry source;
    private final HevcConfiguration configuration;

    HevcSplicer(SampleEntry source) {
        this.source = source;
        this.configuration = HevcConfiguration.of(source);
    }

    @Override
    public EncoderTarget target() {
        return new EncoderTarget(
                VideoCodec.HEVC, configuration.profile(), configuration.level(), configuration.freeId(), 0);
    }

    @Override
    public boolean allowsLeading() {
        return true;
    }

    @Override
    public SplicePoint splicePoint(ByteBuffer sample) {
        for (ByteBuffer unit : NalUnits.of(sample, configuration.lengthBytes())) {
            int type = type(unit);
            if (type == CRA) {
                return SplicePoint.AFTER_END_OF_SEQUENCE;
            }
            if (type <= LAST_SLICE) {
                return type >= FIRST_BLA && type <= LAST_IDR ? SplicePoint.ANY : SplicePoint.NONE;
            }
        }
        return SplicePoint.NONE;
    }

    @Override
    public byte[] endOfSequence() {
        return NalUnits.join(List.of(new byte[] {END_OF_SEQUENCE << 1, 1}), configuration.lengthBytes());
    }

    @Override
    public Spliced splice(SampleEntry encoded, List<ByteBuffer> samples) {
        HevcConfiguration other = HevcConfiguration.of(encoded);
        if (!other.sameSamples(configuration)) {
            throw mismatch("encoded with another chroma format or bit depth");
        }
        List<byte[]> sps = other.sets(HevcConfiguration.SPS);
        List<byte[]> pps = other.sets(HevcConfiguration.PPS);
        if (sps.size() != 1 || pps.size() != 1) {
            throw mismatch("the encoder has several parameter sets");
        }
        HevcSps sequence = HevcSps.of(sps.getFirst());
        HevcPps picture = HevcPps.of(pps.getFirst());
        if (!sequence.readable() || !picture.readable()) {
            throw mismatch("the encoder's parameter sets have features that cannot be rewritten");
        }
        int id = configuration.freeId();
        var spliced = new ArrayList<byte[]>();
        for (ByteBuffer sample : samples) {
            var units = new ArrayList<byte[]>();
            for (ByteBuffer unit : NalUnits.of(sample, other.lengthBytes())) {
                units.add(
                        type(unit) <= LAST_SLICE
                                ? HevcSlice.withPps(sequence, picture, unit, id)
                                : NalUnits.bytes(unit));
            }
            spliced.add(NalUnits.join(units, configuration.lengthBytes()));
        }
        List<byte[]> vps = other.sets(HevcConfiguration.VPS).stream()
                .map(unit -> vps(unit, id))
                .toList();
        byte[] box = configuration
                .with(vps, List.of(sps(sps.getFirst(), sequence, id)), List.of(pps(pps.getFirst(), picture, id)))
                .toBox();
        return new Spliced(source.withChild(box), spliced);
    }

    private static byte[] vps(byte[] unit, int id) {
        var reader = new RbspReader(ByteBuffer.wrap(unit));
        var writer = new RbspWriter();
        reader.copy(0, 16, writer);
        writer.bits(id, 4);
        reader.copy(20, reader.stopBit(), writer);
        return writer.align().toNal();
    }

    private static byte[] sps(byte[] unit, HevcSps sps, int id) {
        var reader = new RbspReader(ByteBuffer.wrap(unit));
        var writer = new RbspWriter();
        reader.copy(0, 16, writer);
        writer.bits(id, 4);
        reader.copy(20, sps.idFrom(), writer);
        writer.ue(id);
        reader.copy(sps.idTo(), reader.stopBit(), writer);
        return writer.align().toNal();
    }

    private static byte[] pps(byte[] unit, HevcPps pps, int id) {
        var reader = new RbspReader(ByteBuffer.wrap(unit));
        var writer = new RbspWriter();
        reader.copy(0, 16, writer);
        writer.ue(id).ue(id);
        reader.copy(pps.idsTo(), reader.stopBit(), writer);
        return writer.align().toNal();
    }

    private static int type(ByteBuffer unit) {
        return unit.get(unit.position()) >>> 1 & 0x3F;
    }

    private static UnsupportedMp4Exception mismatch(String rule) {
        return new UnsupportedMp4Exception(
                HevcConfiguration.TYPE, 0, rule, HevcConfiguration.SECTION, UnsupportedMp4Exception.Remedy.NONE);
    }
}
