package dev.cliprange.stream;

/** The meters of this room; tags are small closed sets. */
public enum DeliveryMeter {
    /** Timer: a whole response; tags {@code engine} and {@code outcome} (complete, client-left, refused, aborted). */
    DELIVERY("clip.delivery"),
    /** Timer: from the request to the first byte of the body; tag {@code engine}. */
    FIRST_BYTE("clip.delivery.first.byte"),
    /** Timer: from the request to the layout of a sliced clip, index and all. */
    PLAN("clip.delivery.plan"),
    /** Counter: bytes of bodies handed to connections; tag {@code engine}. */
    SERVED("clip.delivery.bytes"),
    /** Gauge: responses that are running. */
    STREAMS("clip.delivery.streams"),
    /** Counter: connections reset because their client took nothing or too little; tag {@code reason} (stalled, slow). */
    RESETS("client.resets");

    private final String meterName;

    DeliveryMeter(String meterName) {
        this.meterName = meterName;
    }

    public String meterName() {
        return meterName;
    }
}
