package dev.cliprange.preview;

import dev.cliprange.memory.HeapShare;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of pictures.
 *
 * @param maxRead the most bytes of the source that are read and decoded for a picture
 * @param deadline the longest time that making a picture may take
 * @param maxWait the longest wait for memory, and for other pictures that are being made
 * @param failureExpiry how long a failure to make a picture is remembered
 * @param memory the heap for pictures that are being made or sent
 */
@Validated
@ConfigurationProperties("cliprange.preview")
record PreviewProperties(
        @DefaultValue("128MB") @NotNull DataSize maxRead,

        @DefaultValue("30s") @NotNull @DurationMin(millis = 1)
        Duration deadline,

        @DefaultValue("10s") @NotNull @DurationMin(millis = 1)
        Duration maxWait,

        @DefaultValue("10m") @NotNull @DurationMin(millis = 0)
        Duration failureExpiry,

        @DefaultValue("3%") @NotNull HeapShare memory) {}
