package dev.cliprange.access.key;

/** The meters of this package. */
public enum AccessMeter {
    /** Counter: requests rejected by the rate limit of their client. */
    RATE_REFUSED("client.rate.refused"),
    /** Counter: requests rejected by the rate limit of their key. */
    KEY_RATE_REFUSED("key.rate.refused"),
    /** Counter: requests rejected because their client tried too many unknown keys. */
    UNKNOWN_KEYS_REFUSED("client.unknown.keys.refused"),
    /** Counter: requests rejected by a limit of concurrent requests; tag {@code kind}. */
    PLACES_REFUSED("client.places.refused");

    private final String meterName;

    AccessMeter(String meterName) {
        this.meterName = meterName;
    }

    public String meterName() {
        return meterName;
    }
}
