package dev.cliprange.storage.client;

import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.location.S3Location;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The S3 storage, and how sources are read.
 *
 * @param endpoint of an S3-compatible storage; unset for AWS itself
 * @param publicEndpoint where clients reach the storage, for the URLs of uploads; unset: the endpoint
 * @param region the region of the bucket
 * @param bucket holds sources and, by default, the work storage; empty for none
 * @param accessKey if empty, the default chain of the SDK is used (environment, profile, instance role)
 * @param secretKey set exactly when the access key is
 * @param pathStyle whether the bucket is part of the path instead of the host name; unset: yes if an endpoint is set
 * @param work where derived objects are stored: {@code s3://bucket/prefix} or {@code file:///folder}; empty: {@code
 *     .cliprange/} in the bucket
 * @param presignLifetime the longest lifetime of a presigned URL, at most 7 days; a URL for a process is valid for at
 *     most the longest run of the process and a minute
 * @param maxConnections to one host, from each event loop
 * @param maxPendingAcquires reads that may wait for one of them
 * @param acquireTimeout how long they wait
 * @param connectTimeout for a connection to be made
 * @param responseTimeout from a request to the head of its response
 * @param stallTimeout without a byte while bytes are wanted
 * @param keepAlive how long an unused connection is kept
 * @param retries how many attempts in a row may fail without progress
 * @param retryBackoff before the first of them; doubled with each
 * @param maxInFlight bytes of one read that were received and not sent yet
 * @param maxInFlightTotal the same of all reads, which share it equally when there are many
 * @param receiveBuffer the receive buffer of a connection in the kernel
 * @param fileThreads the threads that read and write local files
 */
@ConfigurationProperties("cliprange.storage")
public record StorageProperties(
        @Nullable URI endpoint,
        @Nullable URI publicEndpoint,
        @DefaultValue("us-east-1") String region,
        @DefaultValue("") String bucket,
        @DefaultValue("") String accessKey,
        @DefaultValue("") String secretKey,
        @Nullable Boolean pathStyle,
        @DefaultValue("") String work,
        @DefaultValue("6h") Duration presignLifetime,
        @DefaultValue("1024") int maxConnections,
        @DefaultValue("512") int maxPendingAcquires,
        @DefaultValue("5s") Duration acquireTimeout,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("10s") Duration responseTimeout,
        @DefaultValue("15s") Duration stallTimeout,
        @DefaultValue("15s") Duration keepAlive,
        @DefaultValue("4") int retries,
        @DefaultValue("100ms") Duration retryBackoff,
        @DefaultValue("512KB") DataSize maxInFlight,
        @DefaultValue("32MB") DataSize maxInFlightTotal,
        @DefaultValue("512KB") DataSize receiveBuffer,
        @DefaultValue("16") int fileThreads) {

    private static final Duration LONGEST_PRESIGN = Duration.ofDays(7);

    /** @throws IllegalArgumentException if a setting is invalid; the message names it */
    public StorageProperties {
        require(
                accessKey.isEmpty() == secretKey.isEmpty(),
                "access-key and cliprange.storage.secret-key: set both, or neither");
        if (!bucket.isEmpty()) {
            requireBucket(bucket);
        }
        require(
                !(bucket.isEmpty() && work.isEmpty()),
                "bucket: not set (expected: a bucket, or a folder in cliprange.storage.work)");
        require(
                publicEndpoint == null || isWebUrl(publicEndpoint),
                "public-endpoint: " + publicEndpoint + " (expected: http://host:port or https://host)");
        require(
                isPositive(presignLifetime) && presignLifetime.compareTo(LONGEST_PRESIGN) <= 0,
                "presign-lifetime: " + presignLifetime + " (expected: > 0 and <= 7d)");
        require(maxConnections > 0, "max-connections: " + maxConnections + " (expected: > 0)");
        require(maxPendingAcquires > 0, "max-pending-acquires: " + maxPendingAcquires + " (expected: > 0)");
        require(isPositive(acquireTimeout), "acquire-timeout: " + acquireTimeout + " (expected: > 0)");
        require(isPositive(connectTimeout), "connect-timeout: " + connectTimeout + " (expected: > 0)");
        require(isPositive(responseTimeout), "response-timeout: " + responseTimeout + " (expected: > 0)");
        require(isPositive(stallTimeout), "stall-timeout: " + stallTimeout + " (expected: > 0)");
        require(isPositive(keepAlive), "keep-alive: " + keepAlive + " (expected: > 0)");
        require(retries >= 0 && retries <= 100, "retries: " + retries + " (expected: 0 to 100)");
        require(isPositive(retryBackoff), "retry-backoff: " + retryBackoff + " (expected: > 0)");
        require(maxInFlight.toBytes() > 0, "max-in-flight: " + maxInFlight + " (expected: > 0)");
        require(maxInFlightTotal.toBytes() > 0, "max-in-flight-total: " + maxInFlightTotal + " (expected: > 0)");
        require(
                receiveBuffer.toBytes() >= 4_096 && receiveBuffer.toBytes() <= Integer.MAX_VALUE,
                "receive-buffer: " + receiveBuffer + " (expected: 4KB to 2GB)");
        require(fileThreads > 0, "file-threads: " + fileThreads + " (expected: > 0)");
    }

    public ReadLimits readLimits() {
        return new ReadLimits(stallTimeout, retries, retryBackoff);
    }

    public InFlightBudget inFlightBudget() {
        return new InFlightBudget(maxInFlight.toBytes(), maxInFlightTotal.toBytes());
    }

    public boolean hasOwnKeys() {
        return !accessKey.isEmpty();
    }

    public boolean usesPathStyle() {
        return pathStyle == null ? endpoint != null : pathStyle;
    }

    /** The endpoint in the URLs of uploads; empty for AWS itself. */
    public Optional<URI> uploadEndpoint() {
        return Optional.ofNullable(publicEndpoint == null ? endpoint : publicEndpoint);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "StorageProperties[endpoint=" + endpoint + ", region=" + region + ", bucket=" + bucket + "]";
    }

    private static void requireBucket(String bucket) {
        try {
            S3Location.requireBucket(bucket);
        } catch (FailureException e) {
            throw new IllegalArgumentException(
                    "cliprange.storage.bucket: '" + bucket
                            + "' is no name of a bucket (expected: 3 to 63 lower-case letters,"
                            + " digits, dots and hyphens)",
                    e);
        }
    }

    private static boolean isWebUrl(URI url) {
        return url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
    }

    private static boolean isPositive(Duration duration) {
        return duration.toNanos() > 0;
    }

    private static void require(boolean met, String problem) {
        if (!met) {
            throw new IllegalArgumentException("cliprange.storage." + problem);
        }
    }
}
