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
public sealed interface VideoSplicer permits AvcSplicer, HevcSplicer, Av1Splicer, Vp9Splicer {

    /** Whether decoding can go over to a sample, whatever other samples came before it. */
    enum SplicePoint {
        NONE,
        ANY,
        /** Behind the mark that {@link #endOfSequence()} gives. */
        AFTER_END_OF_SEQUENCE
    }

    /**
     * The spliced whole.
     *
     * @param entry stands for both
     * @param samples the encoded ones, as they are to be stored
     */
    record Spliced(SampleEntry entry, List<byte[]> samples) {
        public Spliced {
            samples = List.copyOf(samples);
        }
    }

    /** Empty for a codec that cannot be spliced, or of which it is not known how. */
    static Optional<VideoSplicer> of(SampleEntry source) {
        return switch (source.format().codec()) {
            case VideoCodec.H264 -> Optional.of(new AvcSplicer(source));
            case VideoCodec.HEVC -> Optional.of(new HevcSplicer(source));
            case VideoCodec.AV1 -> Optional.of(new Av1Splicer(source));
            case VideoCodec.VP9 -> Optional.of(new Vp9Splicer(source));
            case VideoCodec.VVC, VideoCodec.VP8, VideoCodec.MPEG4 -> Optional.empty();
            case AudioCodec audio -> Optional.empty();
        };
    }

    /** What an encoder must be asked for. */
    EncoderTarget target();

    /** Whether there are entrances with leading pictures: samples behind them that are shown before them. */
    boolean allowsLeading();

    /**
     * Whether a sync sample can follow encoded samples.
     *
     * @param sample its bytes from the first on, at least up to its first picture data
     */
    SplicePoint splicePoint(ByteBuffer sample);

    /** What goes behind the bytes of the last sample before an entrance; empty for a codec that needs no such mark. */
    byte[] endOfSequence();

    /**
     * Brings encoded samples in line with the source's.
     *
     * @param encoded the entry of the encoder's own file
     * @throws Mp4Exception if they are not of the source's kind
     */
    Spliced splice(SampleEntry encoded, List<ByteBuffer> samples);
}
