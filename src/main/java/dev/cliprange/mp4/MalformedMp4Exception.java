package dev.cliprange.mp4;

/** The file breaks the format. */
public final class MalformedMp4Exception extends Mp4Exception {

    private static final long serialVersionUID = 1L;

    private final boolean contradiction;

    /** @param section of the standard, as {@code ISO/IEC 14496-12, 8.7.3} */
    public MalformedMp4Exception(int box, long offsetBytes, String rule, String section) {
        this(box, offsetBytes, rule, section, false);
    }

    private MalformedMp4Exception(int box, long offsetBytes, String rule, String section, boolean contradiction) {
        super(box, offsetBytes, rule, section);
        this.contradiction = contradiction;
    }

    /** Tables that contradict each other about the places of samples, so that no reader can find the samples. */
    public static MalformedMp4Exception contradiction(int box, long offsetBytes, String rule, String section) {
        return new MalformedMp4Exception(box, offsetBytes, rule, section, true);
    }

    /**
     * Whether the places of samples are unknown. Another reader may list samples of such a file without an error, but
     * their bytes are wrong.
     */
    public boolean contradiction() {
        return contradiction;
    }
}
