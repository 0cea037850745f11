package dev.cliprange.web;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import reactor.core.publisher.Mono;

/** A request that Spring Security's firewall rejects, for its method or a header, is answered with a problem, too. */
@Configuration(proxyBeanMethods = false)
class RejectedRequestConfiguration {

    @Bean
    ServerExchangeRejectedHandler rejectedRequests() {
        return (exchange, rejected) -> Mono.error(new FailureException(
                Failure.REQUEST_INVALID,
                "The address, a header or the method is none that any call of this server has."));
    }
}
