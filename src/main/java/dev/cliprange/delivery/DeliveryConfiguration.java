package dev.cliprange.delivery;

import dev.cliprange.clip.ClipProperties;
import dev.cliprange.slice.SlicePlanner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The planner of copied clips. */
@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

    @Bean
    SlicePlanner slicePlanner(ClipProperties properties) {
        return new SlicePlanner(properties.maxGap().toBytes());
    }
}
