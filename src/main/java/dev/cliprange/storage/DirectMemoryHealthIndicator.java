package dev.cliprange.storage;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Reports the instance as not ready while it has too little direct memory to read sources. */
@Component
class DirectMemoryHealthIndicator extends AbstractHealthIndicator {

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        DirectMemory memory = DirectMemory.now();
        if (memory.isShort()) {
            builder.down()
                    .withDetail("missing", "direct memory")
                    .withDetail("reason", "Less than a tenth of the direct memory is free.")
                    .withDetail("setting", "-XX:MaxDirectMemorySize");
        } else {
            builder.up();
        }
        builder.withDetail("freeMegabytes", DataSize.ofBytes(memory.freeBytes()).toMegabytes())
                .withDetail("maxMegabytes", DataSize.ofBytes(memory.maxBytes()).toMegabytes());
    }
}
