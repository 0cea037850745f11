package dev.cliprange.precise;

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
 * The settings of the precise form of clips.
 *
 * @param preset the preset of x264 and x265; a faster one gives larger frames
 * @param longestHead the longest time that is encoded before the first copied frame, or of a clip that has none
 * @param maxEncoded the most bytes that may be encoded for a clip; 5 % of the heap, if that is less
 * @param maxRead the most bytes of the source that are read and decoded for a clip
 * @param deadline the longest time the encoding of a clip may take
 * @param maxWait the longest wait for memory to encode or load frames
 * @param failureExpiry how long a failure to encode is remembered
 * @param cache the memory for layouts with their encoded frames
 */
@Validated
@ConfigurationProperties("cliprange.precise")
public record PreciseProperties(
        @DefaultValue("ultrafast") @NotNull Preset preset,

        @DefaultValue("30s") @NotNull @DurationMin(millis = 1)
        Duration longestHead,

        @DefaultValue("32MB") @NotNull DataSize maxEncoded,

        @DefaultValue("256MB") @NotNull DataSize maxRead,

        @DefaultValue("60s") @NotNull @DurationMin(millis = 1)
        Duration deadline,

        @DefaultValue("10s") @NotNull @DurationMin(millis = 1)
        Duration maxWait,

        @DefaultValue("10m") @NotNull @DurationMin(millis = 0)
        Duration failureExpiry,

        @DefaultValue("5%") @NotNull HeapShare cache) {

    /** The largest object that the work storage takes. */
    private static final DataSize LARGEST = DataSize.ofMegabytes(48);

    /** The encoder's file, its samples as they fit the source, and the stored form; or what a storage client copies. */
    static final int COPIES = 3;

    /** Of {@link HeapShare#ENCODING}: to make or load what is encoded in, and one to send from. */
    private static final int PARTS = COPIES + 1;

    /** @throws IllegalArgumentException if more may be encoded than can be stored */
    public PreciseProperties {
        if (maxEncoded.toBytes() < 1 || maxEncoded.compareTo(LARGEST) > 0) {
            throw new IllegalArgumentException(
                    "cliprange.precise.max-encoded: " + maxEncoded + " (expected: 1B to " + LARGEST + ")");
        }
    }

    /** The most bytes that may be encoded for a clip here. */
    long mostEncodedBytes() {
        return Math.min(maxEncoded.toBytes(), heapBytes());
    }

    /** The heap that the encoded frames of one clip may take once, in bytes: 5 % of the heap. */
    long heapBytes() {
        return HeapShare.valueOf(HeapShare.ENCODING).bytes() / PARTS;
    }

    /** The heap for making and loading encoded frames, in bytes: 15 % of the heap. */
    long workBytes() {
        return COPIES * heapBytes();
    }

    /** The heap for layouts that clients are reading, in bytes: the rest of {@link HeapShare#ENCODING}. */
    public long inUseBytes() {
        return heapBytes();
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
