package dev.cliprange.job;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler.OnCompleteRemove;
import java.time.Duration;

/** Runs the attempts of one handler. Blocks: for threads of the scheduler, never for an event loop. */
final class JobExecution {

    /** The longest time for what an interrupted attempt undoes. */
    private static final Duration LONGEST_UNDO = Duration.ofSeconds(2);

    private final JobHandler handler;

    JobExecution(JobHandler handler) {
        this.handler = handler;
    }

    CompletionHandler<Void> run(String jobId) {
        var attempt = new JobAttempt(jobId);
        try {
            return completion(handler.run(attempt).blockOptional().orElseGet(JobOutcome.Done::new));
        } catch (RuntimeException | Error e) {
            if (Thread.interrupted()) {
                // The instance is stopping, so the attempt did not fail.
                attempt.undo().block(LONGEST_UNDO);
            }
            throw e;
        }
    }

    private static CompletionHandler<Void> completion(JobOutcome outcome) {
        return switch (outcome) {
            case JobOutcome.Done done -> new OnCompleteRemove<>();
            case JobOutcome.RunAgain(Duration pause) ->
                (complete, task) ->
                        task.reschedule(complete, complete.getTimeDone().plus(pause));
        };
    }
}
