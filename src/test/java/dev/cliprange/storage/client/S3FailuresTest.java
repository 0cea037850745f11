package dev.cliprange.storage.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3FailuresTest {

    static Stream<Throwable> late() {
        return Stream.of(
                ApiCallTimeoutException.create(3000),
                ApiCallAttemptTimeoutException.create(1500),
                new TimeoutException(),
                SdkClientException.create("wrapped", ApiCallAttemptTimeoutException.create(1500)),
                SdkClientException.create("wrapped twice", new RuntimeException(ApiCallTimeoutException.create(3000))));
    }

    @ParameterizedTest
    @MethodSource("late")
    void translated_timeLimit_isATimeout(Throwable failure) {
        assertThat(failureOf(failure)).isEqualTo(Failure.SOURCE_TIMEOUT);
        assertThat(failureOf(new CompletionException(failure))).isEqualTo(Failure.SOURCE_TIMEOUT);
    }

    @Test
    void translated_otherFailureOfTheSdk_isUnreadable() {
        assertThat(failureOf(SdkClientException.create("the connection was closed")))
                .isEqualTo(Failure.SOURCE_UNREADABLE);
        assertThat(failureOf(S3Exception.builder().statusCode(403).build())).isEqualTo(Failure.SOURCE_UNREADABLE);
    }

    @Test
    void translated_failureThatIsKnownOrNotOfTheSdk_staysAsItIs() {
        var known = new FailureException(Failure.TOO_BUSY, "full", new TimeoutException());
        var foreign = new IllegalStateException("not of the SDK");

        assertThat(S3Failures.translated(known)).isSameAs(known);
        assertThat(S3Failures.translated(foreign)).isSameAs(foreign);
    }

    private static Failure failureOf(Throwable failure) {
        return ((FailureException) S3Failures.translated(failure)).failure();
    }
}
