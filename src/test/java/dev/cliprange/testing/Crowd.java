package dev.cliprange.testing;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Many at once, each on a thread of its own. */
public final class Crowd {

    private Crowd() {}

    /** What each of them got, in their order; fails with the first failure. */
    public static <T, R> List<R> all(List<T> members, Function<T, R> work) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> results = members.stream()
                    .map(member -> threads.submit(() -> work.apply(member)))
                    .toList();
            return results.stream().map(Crowd::get).toList();
        }
    }

    private static <R> R get(Future<R> result) {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
