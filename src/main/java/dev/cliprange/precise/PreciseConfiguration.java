package dev.cliprange.precise;

import dev.cliprange.clip.ClipProperties;
import dev.cliprange.slice.precise.PrecisePlanner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The planner of precise clips. */
@Configuration(proxyBeanMethods = false)
class PreciseConfiguration {

    @Bean
    PrecisePlanner precisePlanner(ClipProperties properties) {
        return new PrecisePlanner(properties.maxGap().toBytes());
    }
}
