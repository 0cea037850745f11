package dev.cliprange.job.life;

import dev.cliprange.failure.FailureException;

/**
 * Why a job has failed, or why its last attempt is repeated.
 *
 * @param code of a {@link dev.cliprange.failure.Failure}
 * @param text for people
 */
public record JobProblem(String code, String text) {

    static JobProblem of(FailureException failure) {
        return new JobProblem(failure.failure().code(), failure.detail());
    }
}
