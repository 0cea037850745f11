package dev.cliprange.clip;

/** The meters of clips. */
public enum ClipMeter {
    /** Timer: the time from the keyframe at or before the start of a new clip to the start. */
    LEAD("clip.lead");

    private final String meterName;

    ClipMeter(String meterName) {
        this.meterName = meterName;
    }

    public String meterName() {
        return meterName;
    }
}
