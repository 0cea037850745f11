package dev.cliprange.codec.splice;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TextCodec;
import dev.cliprange.codec.VideoCodec;
import dev.cliprange.mp4.Mp4Exception;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Puts copied samples of a source and samples that were encoded for it into one track with one sample entry. Each codec
 * has its own rules.
 */
public sealed interface VideoSplicer permits AvcSplicer, HevcSplicer, Av1Splicer, Vp9Splicer {

    /** Whether a decoder can continue at a sample after samples of another encoder. */
    enum SplicePoint {
        NONE,
        ANY,
        /** Only after the unit that {@link #endOfSequence()} returns. */
        AFTER_END_OF_SEQUENCE
    }

    /**
     * The result.
     *
     * @param entry describes the samples of both encoders
     * @param samples the encoded samples in the form to be stored
     */
    record Spliced(SampleEntry entry, List<byte[]> samples) {
        public Spliced {
            samples = List.copyOf(samples);
        }
    }

    /** Returns empty if the codec cannot be spliced. */
    static Optional<VideoSplicer> of(SampleEntry source) {
        return switch (source.format().codec()) {
            case VideoCodec.H264 -> Optional.of(new AvcSplicer(source));
            case VideoCodec.HEVC -> Optional.of(new HevcSplicer(source));
            case VideoCodec.AV1 -> Optional.of(new Av1Splicer(source));
            case VideoCodec.VP9 -> Optional.of(new Vp9Splicer(source));
            case VideoCodec.VVC, VideoCodec.VP8, VideoCodec.MPEG4 -> Optional.empty();
            case AudioCodec audio -> Optional.empty();
            case TextCodec text -> Optional.empty();
        };
    }

    /** Returns whether the codec can be spliced. */
    static boolean splices(VideoCodec codec) {
        return switch (codec) {
            case H264, HEVC, AV1, VP9 -> true;
            case VVC, VP8, MPEG4 -> false;
        };
    }

    /** The format that the encoder must produce. */
    EncoderTarget target();

    /** Whether a splice point may have leading pictures: samples after it that are shown before it. */
    boolean allowsLeading();

    /**
     * Whether a sync sample can follow encoded samples.
     *
     * @param sample its bytes from the first on, at least up to its first picture data
     */
    SplicePoint splicePoint(ByteBuffer sample);

    /** Returns the bytes to append to the last sample before a splice point. Empty for a codec that needs none. */
    byte[] endOfSequence();

    /**
     * Adapts encoded samples to the samples of the source.
     *
     * @param encoded the sample entry of the encoder's file
     * @throws Mp4Exception if their format differs from the source's
     */
    Spliced splice(SampleEntry encoded, List<ByteBuffer> samples);
}
