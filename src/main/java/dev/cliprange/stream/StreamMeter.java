package dev.cliprange.stream;

/** The meters of responses. Their tags are small closed sets. */
public enum StreamMeter {
    /** Timer: a whole response; tags {@code engine} and {@code outcome} (complete, client-left, refused, aborted). */
    DELIVERY("clip.delivery"),
    /** Timer: from the request to the first byte of the body; tag {@code engine}. */
    FIRST_BYTE("clip.delivery.first.byte"),
    /** Timer: from the request to the planned layout of a sliced clip, including reads of the index. */
    PLAN("clip.delivery.plan"),
    /** Counter: bytes of bodies written to connections; tag {@code engine}. */
    SERVED("clip.delivery.bytes"),
    /** Gauge: responses that are running. */
    STREAMS("clip.delivery.streams"),
    /** Counter: connections reset because the client read nothing or too slowly; tag {@code reason} (stalled, slow). */
    RESETS("client.resets");

    private final String meterName;

    StreamMeter(String meterName) {
        this.meterName = meterName;
    }

    public String meterName() {
        return meterName;
    }
}
