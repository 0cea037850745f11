package dev.cliprange.delivery;

/** Ends a response that has begun and cannot be completed: the connection is closed without its last chunk. */
final class StreamAbortedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StreamAbortedException() {
        super("the server stopped before the stream was complete", null, false, false);
    }
}
