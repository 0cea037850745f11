package dev.cliprange.storage;

import dev.cliprange.storage.upload.UploadStore;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Reports the instance as not ready while the storage cannot be used, and why. A detail says whether the storage
 * compares the checksums of uploaded parts.
 */
@Component
class StorageHealthIndicator extends AbstractReactiveHealthIndicator {

    private final StorageCheck check;
    private final UploadStore uploads;

    StorageHealthIndicator(StorageCheck check, UploadStore uploads) {
        this.check = check;
        this.uploads = uploads;
    }

    @Override
    protected Mono<Health> doHealthCheck(Health.Builder builder) {
        return check.fault()
                .map(fault -> builder.down()
                        .withDetail("missing", "the object storage")
                        .withDetail("reason", fault.reason())
                        .withDetails(fault.details())
                        .build())
                .switchIfEmpty(Mono.fromSupplier(() -> builder.up()
                        .withDetail(
                                "partChecksums", uploads.knownPartChecksums().lowerCase())
                        .build()));
    }
}
