package dev.cliprange.memory;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of the memory that large pieces of work share.
 *
 * @param work heap for reading sources and for large cut operations, all together; the headers of one source may take
 *     half of it
 * @param longestWait the longest time that such work waits
 */
@Validated
@ConfigurationProperties("cliprange.memory")
record MemoryProperties(
        @DefaultValue("26%") @NotNull HeapShare work,

        @DefaultValue("20s") @NotNull @DurationMin(millis = 1)
        Duration longestWait) {}
