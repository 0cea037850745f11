package dev.cliprange.trace;

import dev.cliprange.failure.FailureException;

/** Replaces a failure in a span. It has its code or its class name, but not its text, cause or stack trace. */
final class RedactedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private RedactedException(String code) {
        super(code, null, false, false);
    }

    static RedactedException of(Throwable failure) {
        return new RedactedException(
                failure instanceof FailureException known
                        ? known.failure().code()
                        : failure.getClass().getSimpleName());
    }
}
