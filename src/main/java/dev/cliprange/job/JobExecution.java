package dev.cliprange.job;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler.OnCompleteRemove;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Runs the attempts of one handler. Blocks: for threads of the scheduler, never for an event loop. */
final class JobExecution {

    /** The longest time for what an interrupted attempt undoes. */
    private static final Duration LONGEST_UNDO = Duration.ofSeconds(2);

    private final JobHandler handler;
    private final BooleanSupplier stepBack;

    /** @param stepBack makes this instance take no job for a short time; returns false if it does not */
    JobExecution(JobHandler handler, BooleanSupplier stepBack) {
        this.handler = handler;
        this.stepBack = stepBack;
    }

    CompletionHandler<Void> run(JobAttempt attempt) {
        try {
            return completion(handler.run(attempt).blockOptional().orElseGet(JobOutcome.Done::new));
        } catch (RuntimeException | Error e) {
            if (Thread.interrupted()) {
                undo(attempt, e);
            }
            throw e;
        }
    }

    /** The instance is stopping, so the attempt did not fail. */
    private static void undo(JobAttempt attempt, Throwable interruption) {
        try {
            attempt.undo().block(LONGEST_UNDO);
        } catch (RuntimeException notUndone) {
            interruption.addSuppressed(notUndone);
        }
    }

    /** Counts as a failure in a row, so that the pause becomes longer, but is not logged as one. */
    private static void postpone(Duration pause, ExecutionComplete complete, ExecutionOperations<Void> task) {
        Instant end = complete.getTimeDone();
        var postponed = new IllegalStateException("postponed");
        task.reschedule(
                ExecutionComplete.failure(complete.getExecution(), end.minus(complete.getDuration()), end, postponed),
                end.plus(pause));
    }

    private Duration pause(ExecutionComplete complete) {
        return handler.kind().retryAfter(complete.getExecution().consecutiveFailures);
    }

    private CompletionHandler<Void> completion(JobOutcome outcome) {
        return switch (outcome) {
            case JobOutcome.Done done -> new OnCompleteRemove<>();
            case JobOutcome.Postponed postponed -> (complete, task) -> postpone(pause(complete), complete, task);
            case JobOutcome.NotHere elsewhere ->
                (complete, task) -> postpone(stepBack.getAsBoolean() ? Duration.ZERO : pause(complete), complete, task);
            case JobOutcome.RunAgain(Duration pause) ->
                (complete, task) ->
                        task.reschedule(complete, complete.getTimeDone().plus(pause));
        };
    }
}
