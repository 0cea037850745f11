package dev.cliprange.mp4;

/** The file ends before its boxes do. Most likely an upload or a recording was interrupted. */
public final class TruncatedMp4Exception extends Mp4Exception {

    private static final long serialVersionUID = 1L;

    /** @param section of the standard, as {@code ISO/IEC 14496-12, 8.7.3} */
    public TruncatedMp4Exception(int box, long offsetBytes, String rule, String section) {
        super(box, offsetBytes, rule, section);
    }
}
