package dev.cliprange.access;

/** The meters of this room. */
enum AccessMeter {
    /** Counter: requests refused because their client asked too often. */
    RATE_REFUSED("client.rate.refused"),
    /** Counter: requests refused because their key was used too often. */
    KEY_RATE_REFUSED("key.rate.refused");

    private final String meterName;

    AccessMeter(String meterName) {
        this.meterName = meterName;
    }

    String meterName() {
        return meterName;
    }
}
