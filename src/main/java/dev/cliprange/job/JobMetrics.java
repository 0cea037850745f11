package dev.cliprange.job;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import dev.cliprange.meter.LatestResult;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** Records the metrics of jobs: those of this instance by the scheduler's events, the backlog by looking at the rows. */
@Component
class JobMetrics extends AbstractSchedulerListener {

    /** How old the figures of the database may be. */
    private static final Duration LIFETIME = Duration.ofSeconds(10);

    private final MeterRegistry meters;
    private final Clock clock;
    private final LatestResult<Optional<Map<String, JobCountRepository.Count>>> counts;

    JobMetrics(List<JobHandler> handlers, JobCountRepository repository, MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
        this.counts = new LatestResult<>(
                repository.counts(JobConfiguration.LONGEST_SILENCE).map(Optional::of), LIFETIME, Optional.empty());
        for (JobHandler handler : handlers) {
            String kind = handler.kind().taskName();
            gauge(JobMeter.BACKLOG, kind, JobCountRepository.Count::due);
            gauge(JobMeter.OLDEST, kind, JobCountRepository.Count::oldestSeconds);
            gauge(JobMeter.RUNNING, kind, JobCountRepository.Count::running);
            gauge(JobMeter.DEAD, kind, JobCountRepository.Count::dead);
            JobMeter.REVIVED.counter(meters, "kind", kind);
            JobMeter.WAIT.timer(meters, "kind", kind);
            JobMeter.RUN.timer(meters, "kind", kind, "outcome", outcome(ExecutionComplete.Result.OK));
            JobMeter.RUN.timer(meters, "kind", kind, "outcome", outcome(ExecutionComplete.Result.FAILED));
        }
    }

    @Override
    public void onExecutionStart(CurrentlyExecuting started) {
        Execution execution = started.getExecution();
        Duration wait = Duration.between(execution.executionTime, clock.instant());
        JobMeter.WAIT
                .timer(meters, "kind", execution.taskInstance.getTaskName())
                .record(wait);
    }

    @Override
    public void onExecutionComplete(ExecutionComplete complete) {
        String kind = complete.getExecution().taskInstance.getTaskName();
        JobMeter.RUN
                .timer(meters, "kind", kind, "outcome", outcome(complete.getResult()))
                .record(complete.getDuration());
    }

    @Override
    public void onExecutionDead(Execution dead) {
        JobMeter.REVIVED
                .counter(meters, "kind", dead.taskInstance.getTaskName())
                .increment();
    }

    /** Not a number while the database cannot be asked. */
    private void gauge(JobMeter meter, String kind, ToDoubleFunction<JobCountRepository.Count> figure) {
        meter.gauge(
                meters,
                counts,
                it -> it.get()
                        .map(found -> figure.applyAsDouble(found.getOrDefault(kind, JobCountRepository.Count.NONE)))
                        .orElse(Double.NaN),
                "kind",
                kind);
    }

    private static String outcome(ExecutionComplete.Result result) {
        return switch (result) {
            case OK -> "ok";
            case FAILED -> "failed";
        };
    }
}
