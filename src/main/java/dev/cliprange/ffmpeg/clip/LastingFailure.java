package dev.cliprange.ffmpeg.clip;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.ExitClass;
import dev.cliprange.ffmpeg.process.KillReason;
import dev.cliprange.ffmpeg.process.StreamEndedException;
import java.util.Optional;

/** Decides which failures of a process would repeat with each further process. */
public final class LastingFailure {

    private LastingFailure() {}

    /**
     * The failure to report from now on: of the media, of the range, or of an FFmpeg that gives up by itself. Empty for
     * failures of the storage, of capacity, of this instance, and for processes that were ended.
     */
    public static Optional<FailureException> of(Throwable error) {
        if (error instanceof StreamEndedException ended && ended.reason() == KillReason.OUTPUT_INVALID) {
            return Optional.of(new FailureException(Failure.INTERNAL, "FFmpeg's output cannot be understood."));
        }
        return error instanceof FailureException failure && isLasting(failure)
                ? Optional.of(new FailureException(failure.failure(), failure.detail(), failure.properties()))
                : Optional.empty();
    }

    /** Returns the failure of a process that ended by itself, so that {@link #of} recognises it. */
    public static FailureException ofExit(FailureException failure, int code) {
        return failure.failure() == Failure.INTERNAL && ExitClass.of(code) == ExitClass.ERROR
                ? new FailureException(failure.failure(), failure.detail(), new GaveUp(code))
                : failure;
    }

    private static boolean isLasting(FailureException error) {
        return switch (error.failure().kind()) {
            case MEDIA -> true;
            case CALLER -> error.failure() == Failure.RANGE_OUTSIDE_SOURCE || error.failure() == Failure.RANGE_EMPTY;
            case INTERNAL -> error.getCause() instanceof GaveUp;
            case UPSTREAM, CAPACITY -> false;
        };
    }

    /** The cause of an internal failure: FFmpeg ended by itself with an unknown error. */
    static final class GaveUp extends RuntimeException {

        private static final long serialVersionUID = 1L;

        GaveUp(int exitCode) {
            super("exit code " + exitCode, null, false, false);
        }
    }
}
