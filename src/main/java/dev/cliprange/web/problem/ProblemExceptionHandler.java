package dev.cliprange.web.problem;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.FailureKind;
import dev.cliprange.web.AbortedResponse;
import dev.cliprange.web.ClientDeparture;
import dev.cliprange.web.LoggedPath;
import dev.cliprange.web.PageHeaders;
import dev.cliprange.web.RequestLogFilter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Responds to each failure with a problem (RFC 9457) that must not be cached. Aborts a response that has already begun.
 */
@Component
@Order(-2)
class ProblemExceptionHandler implements WebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemExceptionHandler.class);
    private static final String RETRY_AFTER_SECONDS = "retryAfterSeconds";

    private final JsonMapper json;

    ProblemExceptionHandler(JsonMapper json) {
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            if (ClientDeparture.isCause(error, response)) {
                exchange.getAttributes().put(RequestLogFilter.CLIENT_LEFT_ATTRIBUTE, true);
            } else {
                logAbort(exchange, error);
            }
            return AbortedResponse.close(exchange);
        }
        FailureException failure = FailureTranslation.translate(error);
        logIfOurs(exchange, failure, error);
        clear(response.getHeaders());
        response.setStatusCode(HttpStatusCode.valueOf(failure.failure().status()));
        writeHeaders(response.getHeaders(), failure);
        byte[] body = json.writeValueAsString(problem(exchange, failure)).getBytes(StandardCharsets.UTF_8);
        response.getHeaders().setContentLength(body.length);
        if (HttpMethod.HEAD.equals(exchange.getRequest().getMethod())) {
            return response.setComplete();
        }
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    /** Removes the headers of the failed response, except CORS headers and {@code Vary}. */
    private static void clear(HttpHeaders headers) {
        List<String> going = headers.headerNames().stream()
                .filter(name -> !name.startsWith("Access-Control-") && !HttpHeaders.VARY.equals(name))
                .toList();
        going.forEach(headers::remove);
    }

    private static void writeHeaders(HttpHeaders headers, FailureException failure) {
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setCacheControl(CacheControl.noStore());
        PageHeaders.keepType(headers);
        if (failure.properties().get(RETRY_AFTER_SECONDS) instanceof Number seconds) {
            headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(seconds.longValue()));
        }
        if (failure.failure() == Failure.UNAUTHENTICATED) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (failure.failure() == Failure.RANGE_NOT_SATISFIABLE
                && failure.properties().get("lengthBytes") instanceof Number length) {
            headers.set(HttpHeaders.CONTENT_RANGE, "bytes */" + length.longValue());
            headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
        }
    }

    private static ProblemDetail problem(ServerWebExchange exchange, FailureException exception) {
        ProblemDetail problem = Problems.of(exception.failure(), exception.detail());
        Optional.ofNullable(exchange.getRequest().getURI().getRawPath())
                .flatMap(Problems::instance)
                .ifPresent(problem::setInstance);
        exception.properties().forEach(problem::setProperty);
        return problem;
    }

    private static void logAbort(ServerWebExchange exchange, Throwable error) {
        String reason =
                error instanceof FailureException failure ? failure.failure().code() : String.valueOf(error);
        log.atWarn()
                .addKeyValue("path", LoggedPath.of(exchange))
                .addKeyValue("reason", reason)
                .log("response aborted");
    }

    private static void logIfOurs(ServerWebExchange exchange, FailureException failure, Throwable error) {
        exchange.getAttributes()
                .put(RequestLogFilter.CODE_ATTRIBUTE, failure.failure().code());
        if (failure.isRemembered()) {
            log.atDebug()
                    .addKeyValue("path", LoggedPath.of(exchange))
                    .addKeyValue("code", failure.failure().code())
                    .log("request failed with a cached failure");
        } else if (failure.failure().kind() == FailureKind.INTERNAL) {
            log.atError()
                    .addKeyValue("path", LoggedPath.of(exchange))
                    .setCause(error)
                    .log("request failed");
        } else if (failure.failure().kind() == FailureKind.UPSTREAM) {
            log.atWarn()
                    .addKeyValue("path", LoggedPath.of(exchange))
                    .addKeyValue("code", failure.failure().code())
                    .addKeyValue("reason", String.valueOf(error.getCause()))
                    .log("upstream failed");
        }
    }
}
