package dev.cliprange.mp4;

/** The file is well formed as far as it was read, but not for this reader. */
public final class UnsupportedMp4Exception extends Mp4Exception {

    private static final long serialVersionUID = 1L;

    /** What can be done about it. */
    public enum Remedy {
        /** Another engine can play it, and a remux makes it a file this reader takes. */
        REMUX,
        /** Nothing here helps: the media is encrypted, or there is none. */
        NONE
    }

    private final Remedy remedy;

    /** @param section of the standard, as {@code ISO/IEC 14496-12, 8.7.3} */
    public UnsupportedMp4Exception(int box, long offsetBytes, String rule, String section, Remedy remedy) {
        super(box, offsetBytes, rule, section);
        this.remedy = remedy;
    }

    public Remedy remedy() {
        return remedy;
    }
}
