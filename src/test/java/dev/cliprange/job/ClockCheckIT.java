package dev.cliprange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Origin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The clock of the instance, compared with that of a real database. */
@ExtendWith(OutputCaptureExtension.class)
class ClockCheckIT {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource({"3000,DOWN", "-3000,DOWN", "1000,UP", "-1000,UP"})
    void clock_thatIsWrongByMoreThanTwoSeconds_isReported(long offsetMillis, String status, CapturedOutput output)
            throws Exception {
        var meters = new SimpleMeterRegistry();
        var check = check(Duration.ofMillis(offsetMillis), meters);

        Health health = new ClockHealthIndicator(check).health().block(LONGEST);
        check.offset().block(LONGEST);

        assertThat(health.getStatus()).isEqualTo(new Status(status));
        assertThat((double) health.getDetails().get("offsetSeconds")).isCloseTo(-offsetMillis / 1e3, within(0.5));
        assertThat(output.toString().split("differs from the clock of the database", -1))
                .hasSize(status.equals("DOWN") ? 2 : 1);
        await().atMost(LONGEST)
                .untilAsserted(
                        () -> assertThat(meters.get("job.clock.offset").gauge().value())
                                .isCloseTo(-offsetMillis / 1e3, within(0.5)));
    }

    @Test
    void readiness_namesTheClock() {
        assertThat(Origin.shared()
                        .management()
                        .get("/actuator/health/readiness")
                        .expect(200)
                        .path("components")
                        .path("clock")
                        .path("status")
                        .asString())
                .isEqualTo("UP");
    }

    @ParameterizedTest
    @CsvSource({"5000,4000,1000", "5000,6000,0", "-10,4000,-10", "0,0,0"})
    void slowResponse_isNoWrongClock(long sinceBefore, long took, long offset) {
        assertThat(ClockCheck.nearest(Duration.ofMillis(sinceBefore), Duration.ofMillis(took)))
                .isEqualTo(Duration.ofMillis(offset));
    }

    private static ClockCheck check(Duration offset, SimpleMeterRegistry meters) {
        return new ClockCheck(
                Origin.shared().bean(ClockRepository.class), Clock.offset(Clock.systemUTC(), offset), meters);
    }
}
