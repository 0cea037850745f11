package dev.cliprange.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobKindTest {

    private static final JobKind DOUBLING = new JobKind("doubling", Duration.ofSeconds(2), 5);
    private static final JobKind FIXED = JobKind.withFixedRetry("fixed", Duration.ofMinutes(5));

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 4", "5, 64", "6, 64", "1000, 64"})
    void retryAfter_failuresInARow_doublesUpToTheLimit(int failuresBefore, long seconds) {
        assertThat(DOUBLING.retryAfter(failuresBefore)).hasSeconds(seconds);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "1000"})
    void retryAfter_fixedRetry_isAlwaysTheSame(int failuresBefore) {
        assertThat(FIXED.retryAfter(failuresBefore)).hasMinutes(5);
    }
}
