package dev.cliprange.job.life;

import dev.cliprange.event.ChangeEvent;
import dev.cliprange.event.EventFeed;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The attempts that run on this instance. It follows the change feed, which {@code NOTIFY} announces, and ends an
 * attempt when its job was cancelled or deleted or has failed, or a later attempt has begun.
 */
@Component
class RunningJobs implements SmartLifecycle {

    /** A job can fail while other workers make parts of it. */
    private static final Set<String> ENDS_PARTS = Set.of(JobState.CANCELLED.text(), JobState.FAILED.text());

    private final EventFeed feed;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private volatile Disposable following = Disposables.disposed();

    RunningJobs(EventFeed feed) {
        this.feed = feed;
    }

    private record Running(Job job, Sinks.Empty<Void> ended) {

        boolean isEndedBy(ChangeEvent event) {
            if (!job.sourceId().equals(event.sourceId())) {
                return false;
            }
            return switch (event.type()) {
                case ChangeEvent.SOURCE_DELETED -> true;
                case ChangeEvent.JOB_CHANGED ->
                    event.data().path("jobId").asString("").equals(job.id().toString())
                            && (event.data().path("attempt").asInt() > job.attempt()
                                    || ENDS_PARTS.contains(
                                            event.data().path("state").asString("")));
                default -> false;
            };
        }
    }

    /**
     * Runs an attempt until it completes or is ended.
     *
     * @return fails with {@link JobLostException} if the attempt was ended
     */
    Mono<Void> run(Job job, Mono<Void> attempt) {
        return Mono.using(
                () -> {
                    var entry = new Running(job, Sinks.empty());
                    running.add(entry);
                    return entry;
                },
                entry -> Mono.firstWithSignal(
                        attempt,
                        entry.ended()
                                .asMono()
                                .then(Mono.error(() -> new JobLostException("job " + job.id() + " was ended")))),
                running::remove);
    }

    /** Ends the attempt of a job, if it runs here. */
    void end(UUID jobId) {
        running.stream()
                .filter(entry -> entry.job().id().equals(jobId))
                .forEach(entry -> entry.ended().tryEmitEmpty());
    }

    @Override
    public void start() {
        following = feed.changes()
                .subscribe(event -> running.stream()
                        .filter(entry -> entry.isEndedBy(event))
                        .forEach(entry -> entry.ended().tryEmitEmpty()));
    }

    @Override
    public void stop() {
        following.dispose();
    }

    @Override
    public boolean isRunning() {
        return !following.isDisposed();
    }
}
