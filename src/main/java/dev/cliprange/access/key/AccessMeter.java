package dev.cliprange.access.key;

import dev.cliprange.meter.MeterName;

/** The meters of this package. */
public enum AccessMeter implements MeterName {
    /** Counter: requests rejected by the rate limit of their client. */
    RATE_REFUSED("client.rate.refused", "Requests rejected by the rate limit of their client"),
    /** Counter: requests rejected by the rate limit of their key. */
    KEY_RATE_REFUSED("key.rate.refused", "Requests rejected by the rate limit of their key"),
    /** Counter: requests rejected because their client tried too many unknown keys. */
    UNKNOWN_KEYS_REFUSED(
            "client.unknown.keys.refused", "Requests rejected because their client tried too many unknown keys"),
    /** Counter: requests rejected by a limit of concurrent requests; tag {@code kind}. */
    PLACES_REFUSED("client.places.refused", "Requests rejected by a limit of concurrent requests");

    private final String meterName;
    private final String description;

    AccessMeter(String meterName, String description) {
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
