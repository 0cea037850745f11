package dev.cliprange.memory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The permits of this instance. */
@Configuration(proxyBeanMethods = false)
class MemoryConfiguration {

    /** Work that waits takes memory too, but less. */
    private static final int WAITING_TOTALS = 2;

    @Bean
    MemoryPermits workMemory(MemoryProperties properties) {
        return new MemoryPermits(properties.work().bytes(), properties.longestWait(), WAITING_TOTALS);
    }
}
