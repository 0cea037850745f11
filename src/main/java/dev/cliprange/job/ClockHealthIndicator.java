package dev.cliprange.job;

import java.time.Duration;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reports the instance as not ready while its clock differs from that of the database. */
@Component
class ClockHealthIndicator extends AbstractReactiveHealthIndicator {

    private final ClockCheck check;

    ClockHealthIndicator(ClockCheck check) {
        this.check = check;
    }

    @Override
    protected Mono<Health> doHealthCheck(Health.Builder builder) {
        return check.offset()
                .map(offset -> health(builder, offset))
                // The component of the database reports why.
                .onErrorResume(unknown -> Mono.fromSupplier(
                        () -> builder.up().withDetail("offset", "not known").build()));
    }

    private static Health health(Health.Builder builder, Duration offset) {
        builder.withDetail("offsetSeconds", offset.toMillis() / 1e3);
        return ClockCheck.isTooLarge(offset)
                ? builder.down()
                        .withDetail("missing", "a clock that agrees with the database")
                        .withDetail(
                                "reason",
                                "The clock of this instance differs by more than "
                                        + ClockCheck.LARGEST_OFFSET.toSeconds()
                                        + " s from the clock of the database. Synchronise both (NTP).")
                        .build()
                : builder.up().build();
    }
}
