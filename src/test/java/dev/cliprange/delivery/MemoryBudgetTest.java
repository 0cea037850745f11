package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class MemoryBudgetTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final MemoryBudget budget = new MemoryBudget(100, LONG);
    private final List<String> started = new CopyOnWriteArrayList<>();

    private Disposable run(String name, long bytes, Mono<String> end) {
        return budget.holding(bytes, () -> {
                    started.add(name);
                    return end;
                })
                .onErrorComplete()
                .subscribe();
    }

    @Test
    void holding_workThatFits_runsAtOnceAndOtherWorkInItsOrder() {
        Sinks.One<String> first = Sinks.one();
        run("first", 60, first.asMono());
        run("second", 60, Mono.never());
        run("third", 10, Mono.never());

        // The third would fit, but would let the second starve.
        assertThat(started).containsExactly("first");
        first.tryEmitValue("done");

        await().atMost(LONG).until(() -> started.size() == 3);
        assertThat(started).containsExactly("first", "second", "third");
        assertThat(budget.usedBytes()).isEqualTo(70);
    }

    @Test
    void holding_workThatEndsInAnyWay_freesItsBytes() {
        Sinks.One<String> failing = Sinks.one();
        run("completes", 20, Mono.just("done"));
        run("fails", 20, failing.asMono());
        Disposable cancelled = run("is cancelled", 20, Mono.never());
        assertThat(budget.usedBytes()).isEqualTo(40);

        failing.tryEmitError(new IllegalStateException("for this test"));
        cancelled.dispose();

        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void holding_moreThanThereIs_countsAsAll() {
        run("large", 1_000_000, Mono.never());

        assertThat(started).containsExactly("large");
        assertThat(budget.usedBytes()).isEqualTo(100);
    }

    @Test
    void holding_cancelledInTheQueue_letsTheNextIn() {
        run("first", 60, Mono.never());
        Disposable second = run("second", 60, Mono.never());
        run("third", 40, Mono.never());

        second.dispose();

        await().atMost(LONG).until(() -> started.contains("third"));
        assertThat(started).containsExactly("first", "third");
    }

    @Test
    void holding_waitedTooLong_isTooBusyAndHoldsNothing() {
        var impatient = new MemoryBudget(100, Duration.ofMillis(20));
        Disposable all = impatient.holding(100, Mono::never).subscribe();

        FailureException failure = impatient
                .holding(1, () -> Mono.just("never"))
                .thenReturn(new FailureException(Failure.INTERNAL, "ran"))
                .onErrorResume(FailureException.class, Mono::just)
                .block(LONG);

        assertThat(failure.failure()).isEqualTo(Failure.TOO_BUSY);
        assertThat(failure.properties()).containsKey("retryAfterSeconds");
        all.dispose();
        assertThat(impatient.usedBytes()).isZero();
    }

    @Test
    void holding_queueFull_isTooBusyAtOnce() {
        run("all", 100, Mono.never());
        var refused = new AtomicInteger();

        for (int i = 0; i < 100; i++) {
            budget.holding(1, () -> Mono.just("never")).subscribe(ran -> {}, failure -> refused.incrementAndGet());
        }

        assertThat(refused).hasValue(36);
    }

    @Test
    void holding_aStormOfCancelledWork_leavesNothingTaken() {
        List<Disposable> storm = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Disposable one = budget.holding(40, () -> Mono.just("done").publishOn(Schedulers.parallel()))
                    .onErrorComplete()
                    .subscribeOn(Schedulers.parallel())
                    .subscribe();
            storm.add(one);
            if (i % 3 == 0) {
                one.dispose();
            }
        }

        await().atMost(LONG).until(() -> storm.stream().allMatch(Disposable::isDisposed) && budget.usedBytes() == 0);
    }
}
