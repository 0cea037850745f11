package dev.cliprange.access.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.access.Limits;
import dev.cliprange.access.key.Caller;
import dev.cliprange.access.key.Role;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class HeldPlacesFilterTest {

    private static final String STREAM = "/videos/clips/a/stream/b";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LimitProperties limits = Limits.of(Map.of(
            "cliprange.limits.streams-per-client", 2,
            "cliprange.limits.event-feeds-per-client", 2,
            "cliprange.limits.event-feeds-per-key", 3,
            "cliprange.limits.long-polls-per-client", 2,
            "cliprange.limits.long-polls-per-key", 3));
    private final HeldPlacesFilter filter = new HeldPlacesFilter(limits, new Clients(limits), meters);
    private final List<Disposable> running = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {STREAM, "/%76ideos/clips/a/stream/b", "/api/events", "/api/sources/a?wait=60"})
    void filter_thirdOfOneClient_isTooBusyUntilOneHasLeft(String path) {
        assertThat(start(path, "192.0.2.1", "")).isEmpty();
        assertThat(start(path, "192.0.2.1", "")).isEmpty();

        Optional<Throwable> third = start(path, "192.0.2.1", "");

        assertThat(third).get().isInstanceOfSatisfying(FailureException.class, failure -> {
            assertThat(failure.failure()).isEqualTo(Failure.TOO_BUSY);
            assertThat(failure.properties()).containsKey("retryAfterSeconds");
        });
        assertThat(start(path, "192.0.2.2", "")).as("another client").isEmpty();
        running.getFirst().dispose();
        assertThat(start(path, "192.0.2.1", "")).as("a place is free").isEmpty();
        assertThat(start(path, "192.0.2.1", "")).as("only one").isPresent();
        running.forEach(Disposable::dispose);
        assertThat(filter.holders()).isZero();
        assertThat(meters.get("client.places.refused").counters()).anyMatch(counter -> counter.count() == 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/events", "/api/sources/a?wait=1"})
    void filter_fourthOfOneKey_isTooBusy_andItsClientLosesNoPlace(String path) {
        assertThat(start(path, "192.0.2.1", "key:a")).isEmpty();
        assertThat(start(path, "192.0.2.2", "key:a")).isEmpty();
        assertThat(start(path, "192.0.2.3", "key:a")).isEmpty();

        assertThat(start(path, "192.0.2.4", "key:a")).isPresent();
        assertThat(start(path, "192.0.2.4", "key:b")).isEmpty();
        assertThat(start(path, "192.0.2.4", "key:b")).isEmpty();
        running.forEach(Disposable::dispose);
        assertThat(filter.holders()).isZero();
    }

    @Test
    void filter_addressesOfOneNetwork_areOneClient() {
        assertThat(start(STREAM, "2001:db8:1:2::1", "")).isEmpty();
        assertThat(start(STREAM, "2001:db8:1:2::2", "")).isEmpty();

        assertThat(start(STREAM, "2001:db8:1:2:ffff::3", "")).isPresent();
        assertThat(start(STREAM, "2001:db8:1:3::1", "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/sources", "/api/sources/a?wait=0", "/api/problems"})
    void filter_whatIsAnsweredAtOnce_isNotBounded(String path) {
        for (int i = 0; i < 10; i++) {
            assertThat(start(path, "192.0.2.1", "key:a")).isEmpty();
        }
    }

    @Test
    void filter_responseThatEnds_returnsItsPlace() {
        for (int i = 0; i < 10; i++) {
            filter.filter(exchange(STREAM, "192.0.2.1", ""), exchange -> Mono.empty())
                    .block(Duration.ofSeconds(5));
            filter.filter(
                            exchange(STREAM, "192.0.2.1", ""),
                            exchange -> Mono.error(new IllegalStateException("broken")))
                    .onErrorComplete(IllegalStateException.class)
                    .block(Duration.ofSeconds(5));
        }
        assertThat(filter.holders()).isZero();
    }

    /** Starts a request that does not end; returns why it was rejected. */
    private Optional<Throwable> start(String path, String client, String key) {
        var failure = new AtomicReference<Throwable>();
        running.add(filter.filter(
                        exchange(path, client, key),
                        exchange -> Sinks.<Void>empty().asMono())
                .subscribe(done -> {}, failure::set));
        return Optional.ofNullable(failure.get());
    }

    private static ServerWebExchange exchange(String path, String client, String key) {
        var request = MockServerHttpRequest.method(org.springframework.http.HttpMethod.GET, java.net.URI.create(path))
                .remoteAddress(new InetSocketAddress(InetAddress.ofLiteral(client), 4711))
                .build();
        var exchange = MockServerWebExchange.builder(request);
        if (!key.isEmpty()) {
            var caller = new Caller(key, Optional.of(new UUID(0, 1)), "a key", Role.READ, Optional.empty());
            exchange.principal(UsernamePasswordAuthenticationToken.authenticated(caller, "", Role.READ.authorities()));
        }
        return exchange.build();
    }
}
