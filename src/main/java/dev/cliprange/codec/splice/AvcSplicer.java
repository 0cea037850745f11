package dev.cliprange.codec.splice;

import dev.cliprange.codec.AvcConfiguration;
import dev.cliprange.codec.NalUnits;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.VideoCodec;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * H.264: a new sequence parameter set may begin only at an IDR picture (ITU-T H.264, 7.4.1.2.1), so copied samples
 * begin at one. The encoder uses parameter set ids that the source does not use, and {@code avcC} contains both sets.
 */
final class AvcSplicer implements VideoSplicer {

    private static final int SLICE = 1;
    private static final int IDR = 5;
    private static final int MAX_ID = 31;

    private final SampleEntry source;
    private final AvcConfiguration configuration;

    AvcSplicer(SampleEntry source) {
        this.source = source;
        this.configuration = AvcConfiguration.of(source);
    }

    @Override
    public EncoderTarget target() {
        int lengthBytes = configuration.lengthBytes();
        return new EncoderTarget(
                VideoCodec.H264,
                configuration.trueProfile(),
                configuration.trueLevel(),
                freeId(),
                lengthBytes < 4 ? (1 << (8 * lengthBytes)) - 1 : 0);
    }

    private int freeId() {
        int id = 1;
        while (id < MAX_ID && configuration.usesId(id)) {
            id++;
        }
        return id;
    }

    /** IDR pictures have no leading pictures. */
    @Override
    public boolean allowsLeading() {
        return false;
    }

    @Override
    public SplicePoint splicePoint(ByteBuffer sample) {
        for (ByteBuffer unit : NalUnits.of(sample, configuration.lengthBytes())) {
            int type = unit.get(0) & 0x1F;
            if (type >= SLICE && type <= IDR) {
                return type == IDR ? SplicePoint.ANY : SplicePoint.NONE;
            }
        }
        return SplicePoint.NONE;
    }

    @Override
    public byte[] endOfSequence() {
        return new byte[0];
    }

    @Override
    public Spliced splice(SampleEntry encoded, List<ByteBuffer> samples) {
        AvcConfiguration other = AvcConfiguration.of(encoded);
        if (!other.format().sameSamples(configuration.format())) {
            throw mismatch("encoded as " + other.format() + " instead of " + configuration.format());
        }
        if (configuration.usesId(other.format().id())) {
            throw mismatch("the encoder uses the source's parameter set ids");
        }
        var spliced = new ArrayList<byte[]>();
        for (ByteBuffer sample : samples) {
            List<byte[]> units = NalUnits.of(sample, other.lengthBytes()).stream()
                    .map(NalUnits::bytes)
                    .toList();
            spliced.add(NalUnits.join(units, configuration.lengthBytes()));
        }
        return new Spliced(source.withChild(configuration.with(other).toBox()), spliced);
    }

    private static UnsupportedMp4Exception mismatch(String rule) {
        return new UnsupportedMp4Exception(
                AvcConfiguration.TYPE, 0, rule, AvcConfiguration.SECTION, UnsupportedMp4Exception.Remedy.NONE);
    }
}
