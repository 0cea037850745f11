package dev.cliprange.trace;

import dev.cliprange.failure.FailureException;

/** A failure as a span may carry it: its code or its class, without its text, its cause and its stack. */
final class UntoldFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private UntoldFailure(String code) {
        super(code, null, false, false);
    }

    static UntoldFailure of(Throwable failure) {
        return new UntoldFailure(
                failure instanceof FailureException known
                        ? known.failure().code()
                        : failure.getClass().getSimpleName());
    }
}
