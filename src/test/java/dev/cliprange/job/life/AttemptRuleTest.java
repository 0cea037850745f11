package dev.cliprange.job.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AttemptRuleTest {

    private static final AttemptRule THREE = new AttemptRule(3);

    @ParameterizedTest
    @CsvSource({"1,0,5000", "2,0,10000", "3,0,20000", "4,0,20000", "1,-20,4000", "2,20,12000"})
    void pause_growsWithTheAttempts(int counted, int jitter, long millis) {
        assertThat(AttemptRule.pause(counted, jitter)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @EnumSource(
            value = Failure.class,
            names = {"MEDIA_UNSUPPORTED", "MEDIA_MALFORMED", "SOURCE_NOT_ALLOWED", "SOURCE_NOT_FOUND"})
    void after_failureThatRepeats_isTheEnd(Failure failure) {
        assertThat(THREE.after(new FailureException(failure, "so"), 1)).isInstanceOf(AttemptRule.Next.Fail.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Failure.class,
            names = {"SOURCE_UNREADABLE", "SOURCE_TIMEOUT", "SOURCE_CHANGED", "INTERNAL"})
    void after_failureThatMayPass_isRepeatedTwice(Failure failure) {
        var reason = new FailureException(failure, "so");

        assertThat(THREE.after(reason, 1)).isInstanceOf(AttemptRule.Next.Repeat.class);
        assertThat(THREE.after(reason, 2)).isInstanceOf(AttemptRule.Next.Repeat.class);
        assertThat(THREE.after(reason, 3)).isInstanceOf(AttemptRule.Next.Fail.class);
    }

    @Test
    void after_lackOfCapacity_doesNotCount() {
        assertThat(THREE.after(new FailureException(Failure.SHUTTING_DOWN, "so"), 3))
                .isInstanceOf(AttemptRule.Next.Uncounted.class);
    }
}
