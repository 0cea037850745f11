package dev.cliprange.storage.client;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;

/** A read that failed in a way that may not happen again. It never leaves the storage packages. */
public final class TransientReadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Failure onceGivenUp;

    public TransientReadException(Failure onceGivenUp, String reason) {
        super(reason, null, false, false);
        this.onceGivenUp = onceGivenUp;
    }

    public TransientReadException(Failure onceGivenUp, Throwable cause) {
        super("connection broke", cause, false, false);
        this.onceGivenUp = onceGivenUp;
    }

    /** The failure that is reported when no attempt is left. */
    public FailureException giveUp() {
        String detail =
                onceGivenUp == Failure.SOURCE_TIMEOUT ? "Its server did not answer in time" : "Reading it broke off";
        return new FailureException(onceGivenUp, detail, this);
    }
}
