package dev.cliprange.storage;

import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reports the instance as not ready while the storage cannot be used, and why. */
@Component
class StorageHealthIndicator extends AbstractReactiveHealthIndicator {

    private final StorageCheck check;

    StorageHealthIndicator(StorageCheck check) {
        this.check = check;
    }

    @Override
    protected Mono<Health> doHealthCheck(Health.Builder builder) {
        return check.fault()
                .map(fault -> builder.down()
                        .withDetail("missing", "the object storage")
                        .withDetail("reason", fault.reason())
                        .withDetails(fault.details())
                        .build())
                .switchIfEmpty(Mono.fromSupplier(() -> builder.up().build()));
    }
}
