package dev.cliprange.stream;

import dev.cliprange.meter.MeterName;

/** The meters of responses. Their tags are small closed sets. */
public enum StreamMeter implements MeterName {
    /** Timer: a whole response; tags {@code engine} and {@code outcome} (complete, client-left, refused, aborted). */
    DELIVERY("clip.delivery", "Responses with clips, and the time from the request to their end"),
    /** Timer: from the request to the first byte of the body; tag {@code engine}. */
    FIRST_BYTE("clip.delivery.first.byte", "Time from the request to the first byte of the body"),
    /** Timer: from the request to the planned layout of a sliced clip, including reads of the index. */
    PLAN("clip.delivery.plan", "Time from the request to the layout of a sliced clip"),
    /** Counter: bytes of bodies written to connections; tag {@code engine}. */
    SERVED("clip.delivery.bytes", "Body bytes handed to connections"),
    /** Gauge: responses that are running. */
    STREAMS("clip.delivery.streams", "Running responses with clips"),
    /** Counter: connections reset because the client read nothing or too slowly; tag {@code reason} (stalled, slow). */
    RESETS("client.resets", "Connections reset because the client read nothing or too slowly");

    private final String meterName;
    private final String description;

    StreamMeter(String meterName, String description) {
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
