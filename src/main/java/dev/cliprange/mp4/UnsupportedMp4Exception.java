package dev.cliprange.mp4;

/** The file breaks no rule that was checked, but this reader does not support it. */
public final class UnsupportedMp4Exception extends Mp4Exception {

    private static final long serialVersionUID = 1L;

    /** What the user can do about it. */
    public enum Remedy {
        /** The FFmpeg engine can play the file. A remux makes it readable here. */
        REMUX,
        /** There is no remedy: the media is encrypted, or there is no media. */
        NONE
    }

    private final Remedy remedy;
    private final boolean moreMemoryHelps;

    /** @param section of the standard, as {@code ISO/IEC 14496-12, 8.7.3} */
    public UnsupportedMp4Exception(int box, long offsetBytes, String rule, String section, Remedy remedy) {
        this(box, offsetBytes, rule, section, remedy, false);
    }

    private UnsupportedMp4Exception(
            int box, long offsetBytes, String rule, String section, Remedy remedy, boolean moreMemoryHelps) {
        super(box, offsetBytes, rule, section);
        this.remedy = remedy;
        this.moreMemoryHelps = moreMemoryHelps;
    }

    /** A file that takes more memory than its reader may use. Its remedy is {@link Remedy#REMUX}. */
    public static UnsupportedMp4Exception tooLarge(int box, long offsetBytes, String rule, String section) {
        return new UnsupportedMp4Exception(box, offsetBytes, rule, section, Remedy.REMUX, true);
    }

    /** Whether a reader with more memory may take the file as it is. */
    public boolean moreMemoryHelps() {
        return moreMemoryHelps;
    }

    public Remedy remedy() {
        return remedy;
    }
}
