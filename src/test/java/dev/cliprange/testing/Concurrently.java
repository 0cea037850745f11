package dev.cliprange.testing;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Runs work for many members at once, each on its own thread. */
public final class Concurrently {

    private Concurrently() {}

    /** The results in the order of the members. Throws the first failure. */
    public static <T, R> List<R> all(List<T> members, Function<T, R> work) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> results = members.stream()
                    .map(member -> threads.submit(() -> work.apply(member)))
                    .toList();
            return results.stream().map(Concurrently::get).toList();
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
