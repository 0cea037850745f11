package dev.cliprange.memory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The permits of this instance. */
@Configuration(proxyBeanMethods = false)
class MemoryConfiguration {

    @Bean
    MemoryPermits workMemory(MemoryProperties properties) {
        return new MemoryPermits(properties.work().bytes(), properties.longestWait());
    }
}
