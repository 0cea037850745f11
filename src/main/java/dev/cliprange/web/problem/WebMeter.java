package dev.cliprange.web.problem;

import dev.cliprange.meter.MeterName;

/** The meters of this package. */
enum WebMeter implements MeterName {
    /** Counter: requests that the HTTP decoder rejected; tag {@code code}. */
    UNREADABLE("http.requests.unreadable", "Requests that are not HTTP, or whose first line or headers are too long");

    private final String meterName;
    private final String description;

    WebMeter(String meterName, String description) {
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
