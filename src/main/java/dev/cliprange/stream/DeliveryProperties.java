package dev.cliprange.stream;

import dev.cliprange.memory.HeapShare;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What may be set of playback.
 *
 * @param corsOrigins the origins whose pages may read the streams by script; {@code *} for all
 * @param layoutCache memory for the layouts of clips that were asked for
 * @param failuresKept how long a failure of an FFmpeg clip that would be the same again is answered without another
 *     process
 * @param shutdownDeadline how long running streams may go on once the server was told to stop
 */
@Validated
@ConfigurationProperties("cliprange.delivery")
public record DeliveryProperties(
        @DefaultValue @NotNull List<String> corsOrigins,
        @DefaultValue("4%") @NotNull HeapShare layoutCache,
        @DefaultValue("5m") @NotNull Duration failuresKept,
        @DefaultValue("30s") @NotNull Duration shutdownDeadline) {

    public DeliveryProperties {
        corsOrigins = List.copyOf(corsOrigins);
    }
}
