package dev.cliprange.ffmpeg.process;

import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Readiness: FFmpeg can be run. The result is cached because probes come every few seconds. */
@Component
class FfmpegHealthIndicator extends AbstractReactiveHealthIndicator {

    private static final Duration KEPT = Duration.ofSeconds(30);
    /** Shorter, so that an installed FFmpeg is noticed soon. */
    private static final Duration FAILURE_KEPT = Duration.ofSeconds(4);

    private final Mono<Health> health;
    private final String path;

    FfmpegHealthIndicator(FfmpegVersion program, FfmpegProperties properties) {
        this.path = properties.path();
        this.health = program.check()
                .map(this::of)
                .cache(
                        it -> it.getStatus().equals(Status.UP) ? KEPT : FAILURE_KEPT,
                        error -> Duration.ZERO,
                        () -> Duration.ZERO);
    }

    @Override
    protected Mono<Health> doHealthCheck(Health.Builder builder) {
        return health;
    }

    private Health of(FfmpegVersion.Check check) {
        return switch (check) {
            case FfmpegVersion.Check.Present(String version) ->
                Health.up().withDetail("version", version).build();
            case FfmpegVersion.Check.Absent(String reason) -> {
                Health.Builder down = Health.down()
                        .withDetail("missing", "FFmpeg")
                        .withDetail("reason", reason)
                        .withDetail("setting", "cliprange.ffmpeg.path")
                        .withDetail("path", path);
                // A name without a slash is looked up.
                if (path.indexOf('/') < 0) {
                    down.withDetail(
                            "searched",
                            Optional.ofNullable(System.getenv("PATH")).orElse(""));
                }
                yield down.build();
            }
        };
    }
}
