package dev.cliprange.delivery;

import dev.cliprange.memory.HeapShare;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Locale;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What may be set of the precise form of clips.
 *
 * @param preset how much time x264 and x265 take for a frame: the faster, the more bytes
 * @param longestHead no more than this is encoded before the first copied frame, or of a clip that has none
 * @param maxEncoded the most bytes that may be encoded for a clip
 * @param deadline the longest time the encoding of a clip may take
 * @param cache memory for what was encoded
 */
@Validated
@ConfigurationProperties("cliprange.precise")
record PreciseProperties(
        @DefaultValue("ultrafast") @NotNull Preset preset,

        @DefaultValue("30s") @NotNull @DurationMin(millis = 1)
        Duration longestHead,

        @DefaultValue("32MB") @NotNull DataSize maxEncoded,

        @DefaultValue("60s") @NotNull @DurationMin(millis = 1)
        Duration deadline,

        @DefaultValue("5%") @NotNull HeapShare cache) {

    /** An object of the work storage is no larger. */
    private static final DataSize LARGEST = DataSize.ofMegabytes(48);

    /** @throws IllegalArgumentException if more is to be encoded than can be stored */
    PreciseProperties {
        if (maxEncoded.toBytes() < 1 || maxEncoded.compareTo(LARGEST) > 0) {
            throw new IllegalArgumentException(
                    "cliprange.precise.max-encoded: " + maxEncoded + " (expected: 1B to " + LARGEST + ")");
        }
    }

    /** The names are those of x264 and x265. */
    enum Preset {
        ULTRAFAST,
        SUPERFAST,
        VERYFAST,
        FASTER,
        FAST,
        MEDIUM,
        SLOW;

        String lowerCase() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
