package dev.cliprange.spool;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class SpoolConfiguration {

    @Bean
    ClipSpools clipSpools(SpoolProperties properties, MeterRegistry meters) {
        return new ClipSpools(properties, meters);
    }
}
