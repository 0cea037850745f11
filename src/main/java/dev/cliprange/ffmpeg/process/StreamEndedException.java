package dev.cliprange.ffmpeg.process;

/** This server ended a stream or a process early. Expected, so without a stack trace. */
public final class StreamEndedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final KillReason reason;

    public StreamEndedException(KillReason reason) {
        super("stream ended: " + reason.tag(), null, false, false);
        this.reason = reason;
    }

    public KillReason reason() {
        return reason;
    }
}
