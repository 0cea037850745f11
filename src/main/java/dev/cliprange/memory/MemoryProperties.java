package dev.cliprange.memory;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What may be set of the memory that large pieces of work share.
 *
 * @param work heap for reading sources and for large cut operations, all together; half of it is the most that the headers of
 *     one source may take
 * @param longestWait how long such work waits for its part
 */
@Validated
@ConfigurationProperties("cliprange.memory")
record MemoryProperties(
        @DefaultValue("26%") @NotNull HeapShare work,

        @DefaultValue("20s") @NotNull @DurationMin(millis = 1)
        Duration longestWait) {}
