package dev.cliprange.stream;

import dev.cliprange.memory.HeapShare;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of playback.
 *
 * @param corsOrigins the origins whose pages may read the streams by script; {@code *} for all
 * @param layoutCache the memory for the layouts of requested clips
 * @param failuresKept how long a lasting failure of an FFmpeg clip is returned without starting another process
 * @param shutdownDeadline how long running streams may continue after the server begins to stop
 */
@Validated
@ConfigurationProperties("cliprange.delivery")
public record StreamProperties(
        @DefaultValue @NotNull List<String> corsOrigins,
        @DefaultValue("4%") @NotNull HeapShare layoutCache,
        @DefaultValue("5m") @NotNull Duration failuresKept,
        @DefaultValue("30s") @NotNull Duration shutdownDeadline) {

    public StreamProperties {
        corsOrigins = List.copyOf(corsOrigins);
    }
}
