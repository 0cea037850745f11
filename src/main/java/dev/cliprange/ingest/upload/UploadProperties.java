package dev.cliprange.ingest.upload;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of uploads.
 *
 * @param maxSize the largest file
 * @param smallestPart the smallest size of the parts; a file below twice this size is one part
 * @param expiry how long an upload is kept after its last call
 */
@ConfigurationProperties("cliprange.upload")
record UploadProperties(
        @DefaultValue("5TB") DataSize maxSize,
        @DefaultValue("16MB") DataSize smallestPart,
        @DefaultValue("24h") Duration expiry) {

    /** Amazon S3 User Guide, multipart upload limits. */
    private static final DataSize SMALLEST_PART = DataSize.ofMegabytes(5);

    private static final DataSize LARGEST_PART = DataSize.ofGigabytes(5);
    private static final DataSize LARGEST_FILE = DataSize.ofBytes(LARGEST_PART.toBytes() * UploadPlan.MOST_PARTS);

    /** @throws IllegalArgumentException if a setting is invalid; the message names it */
    UploadProperties {
        require(
                maxSize.toBytes() > 0 && maxSize.compareTo(LARGEST_FILE) <= 0,
                "max-size: " + maxSize + " (expected: > 0 and <= " + LARGEST_FILE + ")");
        require(
                smallestPart.compareTo(SMALLEST_PART) >= 0 && smallestPart.compareTo(LARGEST_PART) <= 0,
                "smallest-part: " + smallestPart + " (expected: 5MB to 5GB)");
        require(expiry.toMillis() > 0, "expiry: " + expiry + " (expected: > 0)");
    }

    private static void require(boolean met, String problem) {
        if (!met) {
            throw new IllegalArgumentException("cliprange.upload." + problem);
        }
    }
}
