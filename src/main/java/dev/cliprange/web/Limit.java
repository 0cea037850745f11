package dev.cliprange.web;

import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;

/** The requested length of a page. */
public final class Limit {

    private static final int MAX = 500;

    private Limit() {}

    /** @throws FailureException REQUEST_INVALID if the number is not from 1 to 500 */
    public static int check(int limit) {
        if (limit < 1 || limit > MAX) {
            throw FailureException.invalid(
                    new InvalidInput.Parameter("limit", "It is " + limit + " (expected: 1 to " + MAX + ")."));
        }
        return limit;
    }
}
