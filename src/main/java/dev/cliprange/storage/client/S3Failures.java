package dev.cliprange.storage.client;

import dev.cliprange.failure.Causes;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/** Translates failures of the S3 SDK. */
public final class S3Failures {

    private S3Failures() {}

    /** Returns whether the object or the multipart upload does not exist. */
    public static boolean isAbsent(Throwable failure) {
        return switch (unwrapped(failure)) {
            case NoSuchKeyException object -> true;
            case NoSuchUploadException upload -> true;
            default -> false;
        };
    }

    /** Returns the failure for the client; a failure that is not of the SDK stays as it is. */
    public static Throwable translated(Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof FailureException) {
            return cause;
        }
        if (isLate(cause)) {
            return new FailureException(Failure.SOURCE_TIMEOUT, "The storage does not answer in time", cause);
        }
        return cause instanceof SdkException
                ? new FailureException(Failure.SOURCE_UNREADABLE, "The storage cannot be used", cause)
                : cause;
    }

    /**
     * Returns whether a time limit is the reason of a failure. The SDK throws the exception of a limit itself, or wraps it in
     * an {@link SdkException} if the limit ended an attempt whose response had begun.
     */
    public static boolean isLate(Throwable failure) {
        return Causes.of(failure)
                .anyMatch(cause -> cause instanceof TimeoutException
                        || cause instanceof ApiCallTimeoutException
                        || cause instanceof ApiCallAttemptTimeoutException);
    }

    /** Returns the failure itself, without the wrapper of a future. */
    public static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
