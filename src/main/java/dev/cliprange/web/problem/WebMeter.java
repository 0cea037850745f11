package dev.cliprange.web.problem;

/** The meters of this package. */
enum WebMeter {
    /** Counter: requests that the HTTP decoder rejected; tag {@code code}. */
    UNREADABLE("http.requests.unreadable");

    private final String meterName;

    WebMeter(String meterName) {
        this.meterName = meterName;
    }

    String meterName() {
        return meterName;
    }
}
