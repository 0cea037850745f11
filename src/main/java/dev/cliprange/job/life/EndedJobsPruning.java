package dev.cliprange.job.life;

import dev.cliprange.web.Pruning;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Deletes jobs that ended long ago, once a day. */
@Component
class EndedJobsPruning extends Pruning {

    private static final Duration EVERY = Duration.ofDays(1);

    private final JobRepository jobs;
    private final Clock clock;
    private final AtomicReference<Instant> last = new AtomicReference<>(Instant.MIN);

    EndedJobsPruning(JobRepository jobs, Clock clock) {
        super("ended jobs");
        this.jobs = jobs;
        this.clock = clock;
    }

    @Override
    public Mono<Void> prune() {
        return Mono.defer(() -> {
            Instant now = clock.instant();
            if (last.get().isAfter(now.minus(EVERY))) {
                return Mono.empty();
            }
            return jobs.cleanUp().doOnNext(deleted -> last.set(now)).then();
        });
    }
}
