package dev.cliprange.access.key;

/** The meters of this room. */
public enum AccessMeter {
    /** Counter: requests refused because their client asked too often. */
    RATE_REFUSED("client.rate.refused"),
    /** Counter: requests refused because their key was used too often. */
    KEY_RATE_REFUSED("key.rate.refused"),
    /** Counter: requests refused because their client tried too many unknown keys. */
    UNKNOWN_KEYS_REFUSED("client.unknown.keys.refused"),
    /** Counter: requests refused because their client or key holds too many places; tag {@code kind}. */
    PLACES_REFUSED("client.places.refused");

    private final String meterName;

    AccessMeter(String meterName) {
        this.meterName = meterName;
    }

    public String meterName() {
        return meterName;
    }
}
