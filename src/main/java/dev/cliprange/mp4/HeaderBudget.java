package dev.cliprange.mp4;

/**
 * Limits the memory for the headers of one file: boxes that are being read, and the parts that are kept of read boxes.
 */
public final class HeaderBudget {

    private final long limitBytes;
    private long takenBytes;

    public HeaderBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * Reserves memory.
     *
     * @param type of the box that needs it
     * @param offsetBytes of that box
     * @throws UnsupportedMp4Exception if less memory is left
     */
    public void take(int type, long offsetBytes, long bytes) {
        if (bytes > limitBytes - takenBytes) {
            throw UnsupportedMp4Exception.tooLarge(
                    type, offsetBytes, "the headers take more than " + limitBytes + " bytes of memory", Box.SECTION);
        }
        takenBytes += bytes;
    }

    public void release(long bytes) {
        takenBytes -= bytes;
    }

    public long leftBytes() {
        return limitBytes - takenBytes;
    }
}
