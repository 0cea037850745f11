package dev.cliprange.codec.sync;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.VideoCodec;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Looks at the beginning of one sample to find out which kind of picture it holds. One object looks at one sample. It may need
 * several parts of it: messages before a picture can be longer than what is read at once.
 */
public abstract sealed class SampleLook permits NalLook, Av1Look, VpLook, StartCodeLook {

    /** Bytes that are read of a sample at first: more than delimiters, parameter sets and messages usually take. */
    static final int FIRST_BYTES = 256;

    /** What a sample holds. */
    public enum Picture {
        /** Decoding may start here, as its syntax proves. */
        KEY,
        /** Intra-coded, but nothing says that later pictures refer to no earlier ones. */
        INTRA,
        /** Any other picture, or bytes that cannot be read. */
        OTHER,
        /** No picture at all. */
        NONE
    }

    private int atBytes;
    private int wantedBytes = FIRST_BYTES;

    /**
     * The look that fits a sample entry.
     *
     * @return empty for a codec whose samples are not looked at
     */
    public static Optional<SampleLook> of(SampleEntry entry) {
        return switch (entry.format().codec()) {
            case VideoCodec.H264 -> Optional.of(NalLook.of(NalLook.Syntax.AVC, entry));
            case VideoCodec.HEVC -> Optional.of(NalLook.of(NalLook.Syntax.HEVC, entry));
            case VideoCodec.VVC -> Optional.of(NalLook.of(NalLook.Syntax.VVC, entry));
            case VideoCodec.AV1 -> Optional.of(new Av1Look());
            case VideoCodec.VP9 -> Optional.of(new VpLook(true));
            case VideoCodec.VP8 -> Optional.of(new VpLook(false));
            case VideoCodec.MPEG4 -> Optional.of(new StartCodeLook());
            case AudioCodec audio -> Optional.empty();
        };
    }

    /** Where the next part begins, from the sample's first byte. */
    public int atBytes() {
        return atBytes;
    }

    /** How long the next part should be; the sample may end sooner. */
    public int wantedBytes() {
        return wantedBytes;
    }

    /**
     * Looks at the part that was asked for.
     *
     * @param bytes from {@link #atBytes()} on, between position 0 and limit; not kept
     * @param toEnd whether the sample ends with them
     * @return empty if another part is needed; {@link #atBytes()} and {@link #wantedBytes()} then say which
     */
    public abstract Optional<Picture> look(ByteBuffer bytes, boolean toEnd);

    /** Asks for the part that begins at this byte of the current one. */
    Optional<Picture> more(long fromByte, int length) {
        atBytes = (int) Math.min(Integer.MAX_VALUE, atBytes + fromByte);
        wantedBytes = length;
        return Optional.empty();
    }
}
