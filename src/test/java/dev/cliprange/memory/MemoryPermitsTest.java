package dev.cliprange.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class MemoryPermitsTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void with_moreThanIsFree_waitsInOrder() {
        var permits = new MemoryPermits(10, LONG, 2);
        Sinks.Empty<Void> first = Sinks.empty();
        List<String> done = Collections.synchronizedList(new ArrayList<>());

        permits.with(8, first.asMono()).subscribe();
        permits.with(5, Mono.fromRunnable(() -> done.add("large"))).subscribe();
        permits.with(1, Mono.fromRunnable(() -> done.add("small"))).subscribe();

        assertThat(permits.freeBytes()).isEqualTo(2);
        await().until(() -> first.currentSubscriberCount() == 1);
        assertThat(done).isEmpty();
        first.tryEmitEmpty();
        await().until(() -> permits.freeBytes() == 10);
        assertThat(done).containsExactlyInAnyOrder("large", "small");
    }

    @Test
    void with_workThatFailsOrIsCancelled_isReleased() {
        var permits = new MemoryPermits(10, LONG, 2);

        assertThatThrownBy(() -> permits.with(4, Mono.error(new IllegalStateException("work")))
                        .block())
                .hasMessage("work");
        Disposable held = permits.with(10, Mono.never()).subscribe();
        Disposable waits = permits.with(3, Mono.never()).subscribe();
        assertThat(permits.freeBytes()).isZero();
        waits.dispose();
        held.dispose();

        assertThat(permits.freeBytes()).isEqualTo(10);
    }

    @Test
    void with_aWaitThatTakesTooLong_isTooBusyAndKeepsNoPlace() {
        var permits = new MemoryPermits(10, Duration.ofMillis(20), 2);
        Disposable held = permits.with(6, Mono.never()).subscribe();

        assertThatThrownBy(() -> permits.with(6, Mono.just(1)).block(Duration.ofSeconds(30)))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isEqualTo(Failure.TOO_BUSY));
        assertThat(permits.with(4, Mono.just(1)).block(Duration.ofSeconds(30))).isEqualTo(1);
        held.dispose();
        assertThat(permits.freeBytes()).isEqualTo(10);
    }

    @Test
    void with_aFirstOneThatLeaves_letsTheNextIn() {
        var permits = new MemoryPermits(10, LONG, 2);
        Disposable held = permits.with(6, Mono.never()).subscribe();
        Disposable large = permits.with(9, Mono.never()).subscribe();
        var small = permits.with(2, Mono.just("small")).toFuture();
        assertThat(small).isNotDone();

        large.dispose();

        assertThat(small).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("small");
        held.dispose();
    }

    @Test
    void with_aLongQueueOfShortWork_isNotNested() {
        var permits = new MemoryPermits(1_000, LONG, 2);
        Sinks.Empty<Void> first = Sinks.empty();
        var done = new AtomicLong();
        permits.with(1_000, first.asMono()).subscribe();
        for (int i = 0; i < 999; i++) {
            permits.with(1, Mono.fromRunnable(done::incrementAndGet)).subscribe();
        }
        await().until(() -> first.currentSubscriberCount() == 1);

        first.tryEmitEmpty();

        await().until(() -> done.get() == 999);
    }

    @Test
    void with_moreWaitingThanMayWait_isTooBusyAtOnce() {
        var permits = new MemoryPermits(10, LONG, 2);
        Disposable held = permits.with(10, Mono.never()).subscribe();
        Disposable first = permits.with(10, Mono.never()).subscribe();
        Disposable second = permits.with(10, Mono.never()).subscribe();

        assertThatThrownBy(() -> permits.with(1, Mono.just(1)).block(Duration.ofSeconds(30)))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.failure()).isEqualTo(Failure.TOO_BUSY));
        List.of(first, second, held).forEach(Disposable::dispose);
        await().until(() -> permits.freeBytes() == 10);
    }

    @Test
    void with_weightBeyondTheTotal_hasAllOfIt() {
        var permits = new MemoryPermits(10, LONG, 2);
        assertThat(permits.with(1_000, Mono.fromSupplier(permits::freeBytes)).block())
                .isZero();
    }

    @Test
    void with_manyThreadsThatComeAndLeave_neverExceedsTheTotalAndLosesNothing() {
        var permits = new MemoryPermits(10, LONG, 2);
        var running = new AtomicLong();
        var most = new AtomicLong();
        var done = new AtomicLong();
        Flux.range(0, 2_000)
                .flatMap(
                        i -> {
                            int weight = 1 + i % 7;
                            Mono<Integer> work = Mono.fromCallable(() -> {
                                most.accumulateAndGet(running.addAndGet(weight), Math::max);
                                Thread.yield();
                                done.incrementAndGet();
                                running.addAndGet(-weight);
                                return i;
                            });
                            Mono<Integer> with = permits.with(weight, work).subscribeOn(Schedulers.parallel());
                            return i % 3 == 0 ? with.timeout(Duration.ofNanos(100_000), Mono.just(i)) : with;
                        },
                        3)
                .blockLast(Duration.ofSeconds(60));

        assertThat(most.get()).isLessThanOrEqualTo(10);
        assertThat(done.get()).isGreaterThan(1_000);
        await().until(() -> permits.freeBytes() == 10);
    }
}
