package dev.cliprange.storage.work;

/** The bytes to be stored were more or fewer than their announced length. Nothing was stored. */
public final class WrongLengthException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param receivedBytes all bytes, or those that were received when it was clear that there are too many */
    WrongLengthException(long expectedBytes, long receivedBytes) {
        super("bytes: " + receivedBytes + " (expected: " + expectedBytes + ")");
    }
}
