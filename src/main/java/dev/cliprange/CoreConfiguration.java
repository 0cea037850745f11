package dev.cliprange;

import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/** What every room may ask for. */
@Configuration(proxyBeanMethods = false)
class CoreConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /**
     * One event loop for each processor. Reactor Netty makes four at least; on two processors they take turns, and each
     * finds less to do when it has one. They are this server's own and end with it.
     */
    @Bean
    ReactorResourceFactory reactorResourceFactory() {
        var resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        resources.setLoopResourcesSupplier(
                () -> LoopResources.create("cliprange", Runtime.getRuntime().availableProcessors(), true));
        resources.setShutdownQuietPeriod(Duration.ZERO);
        return resources;
    }
}
