package dev.cliprange.preview;

/** The meters of pictures. */
public enum PreviewMeter {
    /**
     * Timer: from the request of a picture to its bytes, with the wait for a process; tag {@code outcome} (stored, made,
     * failed).
     */
    PICTURES("preview.pictures");

    private final String meterName;

    PreviewMeter(String meterName) {
        this.meterName = meterName;
    }

    public String meterName() {
        return meterName;
    }
}
