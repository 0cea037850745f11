package dev.cliprange.clip;

/** The meters of this room. */
public enum ClipMeter {
    /** Timer: from the keyframe at or before the start of a new clip to that start. */
    LEAD("clip.lead");

    private final String meterName;

    ClipMeter(String meterName) {
        this.meterName = meterName;
    }

    public String meterName() {
        return meterName;
    }
}
