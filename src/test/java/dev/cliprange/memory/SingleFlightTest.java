package dev.cliprange.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class SingleFlightTest {

    private final SingleFlight<String, String> flights = new SingleFlight<>();
    private final AtomicInteger runs = new AtomicInteger();
    private final List<String> results = new ArrayList<>();

    @Test
    void concurrentRequests_shareARun_evenIfTheFirstIsCancelled() {
        Sinks.One<String> sink = Sinks.one();
        var first = flights.get("a", () -> counted(sink.asMono())).subscribe(results::add);
        flights.get("a", () -> counted(sink.asMono())).subscribe(results::add);
        flights.get("b", () -> counted(Mono.just("other"))).subscribe(results::add);

        first.dispose();
        sink.tryEmitValue("result").orThrow();

        assertThat(results).containsExactly("other", "result");
        assertThat(runs).hasValue(2);
    }

    @Test
    void laterRequest_runsAgain_alsoAfterAFailure() {
        flights.get("a", () -> counted(Mono.error(new IllegalStateException())))
                .onErrorResume(failure -> flights.get("a", () -> counted(Mono.just("second"))))
                .subscribe(results::add);
        flights.get("a", () -> counted(Mono.just("third"))).subscribe(results::add);

        assertThat(results).containsExactly("second", "third");
        assertThat(runs).hasValue(3);
    }

    @Test
    void joined_isForThoseThatDidNotBeginTheRun() {
        Sinks.One<String> sink = Sinks.one();
        for (int i = 0; i < 2; i++) {
            flights.get("a", sink::asMono, running -> running.map(it -> "joined " + it))
                    .subscribe(results::add);
        }

        sink.tryEmitValue("result").orThrow();

        assertThat(results).containsExactlyInAnyOrder("result", "joined result");
    }

    private Mono<String> counted(Mono<String> run) {
        runs.incrementAndGet();
        return run;
    }
}
