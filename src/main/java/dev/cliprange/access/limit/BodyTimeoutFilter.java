package dev.cliprange.access.limit;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.LimitText;
import dev.cliprange.web.EndSignal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Rejects a request whose body does not arrive in time. Bodies have at most 1 MB, so one limit for the
 * whole body covers clients that stop and clients that are slow.
 */
@Component
@Order(1)
class BodyTimeoutFilter implements WebFilter {

    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Duration longest;

    BodyTimeoutFilter(LimitProperties limits) {
        this.longest = limits.bodyTimeout();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (WITHOUT_BODY.contains(exchange.getRequest().getMethod())) {
            return chain.filter(exchange);
        }
        var request = new ServerHttpRequestDecorator(exchange.getRequest()) {
            @Override
            public Flux<DataBuffer> getBody() {
                return inTime(super.getBody(), exchange);
            }
        };
        return chain.filter(exchange.mutate().request(request).build());
    }

    private Flux<DataBuffer> inTime(Flux<DataBuffer> body, ServerWebExchange exchange) {
        return Flux.defer(() -> {
            var end = new EndSignal();
            Disposable alarm = Schedulers.parallel()
                    .schedule(() -> giveUp(end, exchange), longest.toNanos(), TimeUnit.NANOSECONDS);
            return end.applyTo(body)
                    .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                    .doFinally(signal -> alarm.dispose());
        });
    }

    private void giveUp(EndSignal end, ServerWebExchange exchange) {
        // The rest of the body may come at any time, or never: no further request can be read from this connection.
        exchange.getResponse()
                .beforeCommit(() -> Mono.fromRunnable(
                        () -> exchange.getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close")));
        end.fail(new FailureException(
                Failure.REQUEST_INVALID,
                "The body of the request did not arrive within " + LimitText.seconds(longest) + "."));
    }
}
