package dev.cliprange.precise;

/** The meters of encoded edges; tags are small closed sets. */
public enum PreciseMeter {
    /**
     * Timer: the encoding of a precise clip's frames, with the wait for a process; tag {@code outcome} (complete,
     * failed).
     */
    ENCODING("clip.precise.encode"),
    /** Counter: frames that were encoded for precise clips. */
    ENCODED_FRAMES("clip.precise.frames");

    private final String meterName;

    PreciseMeter(String meterName) {
        this.meterName = meterName;
    }

    public String meterName() {
        return meterName;
    }
}
