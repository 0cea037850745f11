package dev.cliprange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.task.CompletionHandler.OnCompleteRemove;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class JobExecutionTest {

    private final List<String> undone = new CopyOnWriteArrayList<>();

    @Test
    void run_done_deletesTheJob() {
        var execution = execution(attempt -> Mono.just(new JobOutcome.Done()));

        assertThat(execution.run(new JobAttempt("a", () -> false))).isInstanceOf(OnCompleteRemove.class);
    }

    @Test
    void run_again_keepsTheJob() {
        var execution = execution(attempt -> Mono.just(new JobOutcome.RunAgain(Duration.ZERO)));

        assertThat(execution.run(new JobAttempt("a", () -> false))).isNotInstanceOf(OnCompleteRemove.class);
    }

    @Test
    void run_failure_isThrownAndUndoesNothing() {
        var execution = execution(attempt -> {
            attempt.onInterrupt(undo(attempt));
            return Mono.error(new IllegalStateException("broken"));
        });

        assertThatThrownBy(() -> execution.run(new JobAttempt("a", () -> false)))
                .hasMessage("broken");
        assertThat(undone).isEmpty();
    }

    @Test
    void run_interrupted_cancelsTheAttemptAndUndoesIt() throws Exception {
        var begun = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        var execution = execution(attempt -> {
            attempt.onInterrupt(undo(attempt));
            return Mono.<JobOutcome>never()
                    .doOnSubscribe(subscription -> begun.countDown())
                    .doOnCancel(cancelled::countDown);
        });
        var run = new FutureTask<>(() -> execution.run(new JobAttempt("a", () -> false)));
        Thread thread = Thread.ofPlatform().daemon().start(run);
        begun.await();

        thread.interrupt();

        assertThatThrownBy(run::get).hasRootCauseInstanceOf(InterruptedException.class);
        assertThat(cancelled.getCount()).isZero();
        assertThat(undone).containsExactly("a");
    }

    private Mono<Void> undo(JobAttempt attempt) {
        return Mono.fromRunnable(() -> undone.add(attempt.jobId()));
    }

    private static JobExecution execution(Function<JobAttempt, Mono<JobOutcome>> work) {
        return new JobExecution(
                new JobHandler() {
                    @Override
                    public JobKind kind() {
                        return JobKind.withFixedRetry("test", Duration.ofSeconds(1));
                    }

                    @Override
                    public Mono<JobOutcome> run(JobAttempt attempt) {
                        return work.apply(attempt);
                    }
                },
                () -> false);
    }
}
