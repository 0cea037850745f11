package dev.cliprange.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class LatestResultTest {

    private final AtomicLong nanos = new AtomicLong(-5);
    private final Deque<Sinks.One<String>> queries = new ArrayDeque<>();
    private final LatestResult<String> result = new LatestResult<>(
            Mono.defer(() -> {
                Sinks.One<String> query = Sinks.one();
                queries.add(query);
                return query.asMono();
            }),
            Duration.ofNanos(10),
            "unknown",
            nanos::get);

    @Test
    void read_beforeTheFirstResult_isUnknownAndRunsOneQuery() {
        assertThat(result.get()).isEqualTo("unknown");
        assertThat(result.get()).isEqualTo("unknown");

        assertThat(queries).hasSize(1);
    }

    @Test
    void read_ofAnOldResult_returnsItAndRunsTheQueryAgain() {
        result.get();
        queries.getLast().tryEmitValue("a");
        assertThat(result.get()).isEqualTo("a");
        assertThat(queries).hasSize(1);

        nanos.addAndGet(10);

        assertThat(result.get()).isEqualTo("a");
        assertThat(queries).hasSize(2);
        queries.getLast().tryEmitValue("b");
        assertThat(result.get()).isEqualTo("b");
    }

    @Test
    void read_afterAFailedQuery_isUnknownUntilTheNextOne() {
        result.get();
        queries.getLast().tryEmitValue("a");
        nanos.addAndGet(10);
        result.get();
        queries.getLast().tryEmitError(new IllegalStateException("away"));

        assertThat(result.get()).isEqualTo("unknown");
        assertThat(queries).hasSize(2);
        nanos.addAndGet(10);
        result.get();
        assertThat(queries).hasSize(3);
    }
}
