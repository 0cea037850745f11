package dev.cliprange.launch;

/** The meters of the build. */
public enum BuildMeter {
    /** Gauge: always 1; tags {@code version} and {@code commit}. */
    INFO("cliprange.build.info");

    private final String meterName;

    BuildMeter(String meterName) {
        this.meterName = meterName;
    }

    public String meterName() {
        return meterName;
    }
}
