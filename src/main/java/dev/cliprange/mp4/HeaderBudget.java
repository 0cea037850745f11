package dev.cliprange.mp4;

/** What may be held of a file's headers at once: boxes that are being read, and what is kept of those that were. */
public final class HeaderBudget {

    private final long limitBytes;
    private long takenBytes;

    public HeaderBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * Takes a part of it.
     *
     * @param type of the box that needs it
     * @param offsetBytes of that box
     * @throws UnsupportedMp4Exception if there is not as much left
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
