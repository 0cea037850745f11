package dev.cliprange.codec.splice;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.VideoCodec;
import dev.cliprange.mp4.Mp4Exception;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * How a codec lets samples of two encoders stand in one track under one sample entry: those of a source as they are, and others
 * that were encoded for it.
 */
public sealed interface VideoJoint permits AvcJoint, HevcJoint, Av1Joint, Vp9Joint {

    /** Whether decoding can go over to a sample, whatever other samples came before it. */
    enum Entrance {
        NONE,
        FREE,
        /** Behind the mark that {@link #endOfSequence()} gives. */
        BEHIND_END_OF_SEQUENCE
    }

    /**
     * The joined whole.
     *
     * @param entry stands for both
     * @param samples the encoded ones, as they are to be stored
     */
    record Joined(SampleEntry entry, List<byte[]> samples) {
        public Joined {
            samples = List.copyOf(samples);
        }
    }

    /** Empty for a codec that cannot be joined, or of which it is not known how. */
    static Optional<VideoJoint> of(SampleEntry source) {
        return switch (source.format().codec()) {
            case VideoCodec.H264 -> Optional.of(new AvcJoint(source));
            case VideoCodec.HEVC -> Optional.of(new HevcJoint(source));
            case VideoCodec.AV1 -> Optional.of(new Av1Joint(source));
            case VideoCodec.VP9 -> Optional.of(new Vp9Joint(source));
            case VideoCodec.VVC, VideoCodec.VP8, VideoCodec.MPEG4 -> Optional.empty();
            case AudioCodec audio -> Optional.empty();
        };
    }

    /** What an encoder must be asked for. */
    EncoderTarget target();

    /** Whether there are entrances with leading pictures: samples behind them that are shown before them. */
    boolean entersBeforeLeading();

    /**
     * Whether a sync sample can follow encoded samples.
     *
     * @param sample its bytes from the first on, at least up to its first picture data
     */
    Entrance entrance(ByteBuffer sample);

    /** What goes behind the bytes of the last sample before an entrance; empty for a codec that needs no such mark. */
    byte[] endOfSequence();

    /**
     * Brings encoded samples in line with the source's.
     *
     * @param encoded the entry of the encoder's own file
     * @throws Mp4Exception if they are not of the source's kind
     */
    Joined join(SampleEntry encoded, List<ByteBuffer> samples);
}
