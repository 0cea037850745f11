package dev.cliprange.web.problem;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import reactor.core.publisher.Mono;

/** Responds with a problem if the firewall of Spring Security rejects a request for its method or a header. */
@Configuration(proxyBeanMethods = false)
class RejectedRequestConfiguration {

    @Bean
    ServerExchangeRejectedHandler rejectedRequests() {
        return (exchange, rejected) -> Mono.error(new FailureException(
                Failure.REQUEST_INVALID,
                "The URL, a header or the method contains characters that this server does not accept."));
    }
}
