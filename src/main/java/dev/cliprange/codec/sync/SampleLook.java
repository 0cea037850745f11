package dev.cliprange.codec.sync;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TextCodec;
import dev.cliprange.codec.VideoCodec;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds out which kind of picture a sample contains. One object looks at the beginning of one sample. It may need
 * several parts, because messages before the picture can be long.
 */
public abstract sealed class SampleLook permits NalLook, Av1Look, VpLook, StartCodeLook {

    /** The length of the first part. Delimiters, parameter sets and messages usually take less. */
    static final int FIRST_BYTES = 256;

    /** The content of a sample. */
    public enum Picture {
        /** The syntax proves that decoding may start here. */
        KEY,
        /** The picture is intra-coded, but later pictures may refer to earlier ones. */
        INTRA,
        /** Another picture, or bytes that cannot be read. */
        OTHER,
        /** No picture. */
        NONE
    }

    private int atBytes;
    private int wantedBytes = FIRST_BYTES;

    /**
     * Returns a new object for a sample with this entry.
     *
     * @return empty for a codec whose samples are not examined
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
            case TextCodec text -> Optional.empty();
        };
    }

    /** The start of the next part, counted from the first byte of the sample. */
    public int atBytes() {
        return atBytes;
    }

    /** The wanted length of the next part. The sample may end earlier. */
    public int wantedBytes() {
        return wantedBytes;
    }

    /**
     * Examines the requested part.
     *
     * @param bytes from {@link #atBytes()} on, between position 0 and limit; not kept
     * @param toEnd whether the sample ends with these bytes
     * @return empty if another part is needed; see {@link #atBytes()} and {@link #wantedBytes()}
     */
    public abstract Optional<Picture> look(ByteBuffer bytes, boolean toEnd);

    /** Requests the part that begins at this byte of the current part. */
    Optional<Picture> more(long fromByte, int length) {
        atBytes = (int) Math.min(Integer.MAX_VALUE, atBytes + fromByte);
        wantedBytes = length;
        return Optional.empty();
    }
}
