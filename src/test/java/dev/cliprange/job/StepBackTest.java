package dev.cliprange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.cliprange.testing.Origin;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StepBackTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-28T20:00:00Z"));
    private final Scheduler scheduler = Origin.shared().bean(Scheduler.class);

    @Test
    void begin_pausesTheSchedulerForTheTime_atMostOnceAMinute() {
        var stepBack = new StepBack(() -> scheduler, new Settable(), Duration.ofMillis(200));

        assertThat(stepBack.begin()).isTrue();
        assertThat(stepBack.begin()).isFalse();
        now.updateAndGet(it -> it.plusSeconds(59));
        assertThat(stepBack.begin()).isFalse();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !scheduler.getSchedulerState().isPaused());

        now.updateAndGet(it -> it.plusSeconds(2));
        assertThat(stepBack.begin()).isTrue();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !scheduler.getSchedulerState().isPaused());
    }

    @Test
    void begin_pausesUntilTheTimeIsOver() {
        var stepBack = new StepBack(() -> scheduler, new Settable(), Duration.ofHours(1));
        try {
            assertThat(stepBack.begin()).isTrue();
            assertThat(scheduler.getSchedulerState().isPaused()).isTrue();
        } finally {
            scheduler.resume();
        }
    }

    private final class Settable extends Clock {

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
