package dev.cliprange.precise;

import dev.cliprange.meter.MeterName;

/** The meters of encoded edges; tags are small closed sets. */
public enum PreciseMeter implements MeterName {
    /**
     * Timer: the encoding of a precise clip's frames, with the wait for a process; tag {@code outcome} (complete,
     * failed).
     */
    ENCODING("clip.precise.encode", "Encoding of the edges of precise clips, including the wait for a process"),
    /** Counter: frames that were encoded for precise clips. */
    ENCODED_FRAMES("clip.precise.frames", "Frames encoded for precise clips");

    private final String meterName;
    private final String description;

    PreciseMeter(String meterName, String description) {
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
