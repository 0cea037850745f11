package dev.cliprange.storage;

import dev.cliprange.storage.work.WorkStore;
import java.time.Duration;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reports the instance as not ready while the work storage does not respond. */
@Component
class StorageHealthIndicator extends AbstractReactiveHealthIndicator {

    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final WorkStore work;

    StorageHealthIndicator(WorkStore work) {
        this.work = work;
    }

    @Override
    protected Mono<Health> doHealthCheck(Health.Builder builder) {
        return work.check()
                .timeout(LONGEST)
                .thenReturn(builder.up().build())
                // The cause may contain URLs, so the response names only what is missing.
                .onErrorResume(error -> Mono.just(builder.down()
                        .withDetail("missing", "the object storage")
                        .build()));
    }
}
