package dev.cliprange.storage.client;

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
        return switch (cause) {
            case FailureException known -> known;
            case ApiCallTimeoutException slow ->
                new FailureException(Failure.SOURCE_TIMEOUT, "The storage does not answer in time", slow);
            case TimeoutException slow ->
                new FailureException(Failure.SOURCE_TIMEOUT, "The storage does not answer in time", slow);
            case ApiCallAttemptTimeoutException slow ->
                new FailureException(Failure.SOURCE_TIMEOUT, "The storage does not answer in time", slow);
            case SdkException refused ->
                new FailureException(Failure.SOURCE_UNREADABLE, "The storage cannot be used", refused);
            default -> cause;
        };
    }

    /** Returns the failure itself, without the wrapper of a future. */
    public static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
