package dev.cliprange.job.life;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What follows a failed attempt.
 *
 * @param mostAttempts that a job has, including those of workers that died
 */
record AttemptRule(int mostAttempts) {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 2;
    /** In percent, up and down. */
    private static final int JITTER = 20;

    sealed interface Next {

        /** Repeat the attempt, which does not count. */
        record Uncounted() implements Next {}

        record Repeat(Duration pause) implements Next {}

        record Fail() implements Next {}
    }

    /** @param counted the attempts that count, including the one that has failed */
    Next after(FailureException failure, int counted) {
        return switch (failure.failure().kind()) {
            case CAPACITY -> new Next.Uncounted();
            case CALLER, MEDIA -> new Next.Fail();
            case UPSTREAM, INTERNAL ->
                counted >= mostAttempts ? new Next.Fail() : new Next.Repeat(pause(counted, jitter()));
        };
    }

    /**
     * 5, 10, 20, 20, … seconds.
     *
     * @param jitter in percent of the pause
     */
    static Duration pause(int counted, int jitter) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(counted - 1, MOST_DOUBLINGS));
        return pause.plus(pause.multipliedBy(jitter).dividedBy(100));
    }

    private static int jitter() {
        return ThreadLocalRandom.current().nextInt(-JITTER, JITTER + 1);
    }

    /** The problem of a job whose attempts all ended with their worker. */
    JobProblem workersDied() {
        return new JobProblem(
                Failure.INTERNAL.code(),
                "The worker ended during each of the " + mostAttempts
                        + " attempts. The likely reason is that this source needs more memory than a worker has."
                        + " Look at the logs of the workers, then retry the job.");
    }
}
