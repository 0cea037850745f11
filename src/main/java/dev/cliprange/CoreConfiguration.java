package dev.cliprange;

import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/** Beans that all packages may use. */
@Configuration(proxyBeanMethods = false)
class CoreConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /**
     * One event loop for each processor. By default Reactor Netty creates at least four, which compete on two
     * processors. The event loops belong to this context and end with it.
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
