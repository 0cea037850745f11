package dev.cliprange.clip;

import dev.cliprange.meter.MeterName;

/** The meters of clips. */
public enum ClipMeter implements MeterName {
    /** Timer: the time from the keyframe at or before the start of a new clip to the start. */
    LEAD("clip.lead", "Time from the keyframe before the start to the start, of new clips");

    private final String meterName;
    private final String description;

    ClipMeter(String meterName, String description) {
        this.meterName = meterName;
        this.description = description;
    }

    @Override
    public String meterName() {
        return meterName;
    }

    @Override
    public String description() {
        return description;
    }
}
