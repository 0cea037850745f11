package dev.cliprange.mp4;

/** Says why a file cannot be read as an MP4. The message is for the person who registered the file. */
public abstract sealed class Mp4Exception extends RuntimeException
        permits MalformedMp4Exception, UnsupportedMp4Exception, TruncatedMp4Exception {

    private static final long serialVersionUID = 1L;

    private final String box;
    private final long offsetBytes;

    Mp4Exception(int box, long offsetBytes, String rule, String section) {
        super(FourCc.text(box) + " at byte " + offsetBytes + ": " + rule + " (" + section + ")", null, false, false);
        this.box = FourCc.text(box);
        this.offsetBytes = offsetBytes;
    }

    /** The type of the box that breaks the rule. */
    public String box() {
        return box;
    }

    /** Where that box begins in the file. */
    public long offsetBytes() {
        return offsetBytes;
    }

    /** The box, its offset, the broken rule, and the section of the standard that has the rule. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
