package dev.cliprange.ffmpeg.process;

import java.time.Duration;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Readiness: FFmpeg can be run. The result is cached because probes come every few seconds. */
@Component
class FfmpegHealthIndicator extends AbstractReactiveHealthIndicator {

    private static final Duration KEPT = Duration.ofSeconds(30);

    private final Mono<Health> health;

    FfmpegHealthIndicator(FfmpegVersion program) {
        this.health = program.version()
                .map(version -> Health.up().withDetail("version", version).build())
                .switchIfEmpty(Mono.fromSupplier(
                        () -> Health.down().withDetail("missing", "FFmpeg").build()))
                .cache(KEPT);
    }

    @Override
    protected Mono<Health> doHealthCheck(Health.Builder builder) {
        return health;
    }
}
