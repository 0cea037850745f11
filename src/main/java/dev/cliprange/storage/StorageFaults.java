package dev.cliprange.storage;

import dev.cliprange.failure.Causes;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.LimitText;
import dev.cliprange.storage.client.S3Failures;
import dev.cliprange.storage.client.StorageProperties;
import dev.cliprange.storage.work.NotWritableException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Explains failures of the storage to the operator. No text of an exception is passed on, because it may be secret. */
final class StorageFaults {

    static final String CODE = "s3ErrorCode";
    static final String ACCESS_DENIED = "AccessDenied";

    /** Of a response without an error code. */
    private static final String NOT_FOUND = "404";

    private static final String SETTING = "setting";
    private static final String PREFIX = "cliprange.storage.";

    private final StorageProperties properties;
    private final Duration longest;

    /** @param longest how long a check waits */
    StorageFaults(StorageProperties properties, Duration longest) {
        this.properties = properties;
        this.longest = longest;
    }

    /** @param bucketSetting the name of the setting that contains the bucket */
    StorageFault ofBucket(Throwable error, String bucket, String bucketSetting) {
        var details = new LinkedHashMap<String, String>();
        details.put("endpoint", endpoint());
        details.put("region", properties.region());
        details.put("bucket", bucket);
        Optional<S3Exception> rejected = Causes.find(error, S3Exception.class);
        if (rejected.isPresent()) {
            String code = code(rejected.get());
            details.put(CODE, code);
            details.put("status", Integer.toString(rejected.get().statusCode()));
            return Causes.find(error, NotWritableException.class).isPresent() && code.equals(ACCESS_DENIED)
                    ? notWritable(details)
                    : rejected(code, bucketSetting, details);
        }
        details.put(SETTING, PREFIX + "endpoint");
        return new StorageFault(unreachable(error, details), details);
    }

    StorageFault ofFolder(Throwable error, Path folder) {
        String reason = Causes.find(error, AccessDeniedException.class).isPresent()
                ? "The folder may not be created by this user."
                : isLate(error) ? late() : "The folder cannot be created or is not writable.";
        return new StorageFault(reason, Map.of(SETTING, PREFIX + "work", "path", String.valueOf(folder.getParent())));
    }

    private static StorageFault notWritable(Map<String, String> details) {
        details.put(SETTING, PREFIX + "access-key");
        return new StorageFault(
                "The access key may not write and delete objects, which indexes and pictures need.", details);
    }

    /** Error codes of S3. Other storages have most of them, too. */
    private static StorageFault rejected(String code, String bucketSetting, Map<String, String> details) {
        String reason = switch (code) {
            case "NoSuchBucket", NOT_FOUND -> "The bucket does not exist.";
            case "InvalidAccessKeyId" -> "The storage does not know the access key.";
            case "SignatureDoesNotMatch" -> "The secret key does not belong to the access key.";
            case ACCESS_DENIED -> "The access key may not list the bucket.";
            case "ExpiredToken", "InvalidToken" -> "The session of the credentials has expired or is invalid.";
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                "The bucket is in another region.";
            case "RequestTimeTooSkewed" -> "The clock of this machine differs from the clock of the storage.";
            case "SlowDown", "ServiceUnavailable" -> "The storage is overloaded.";
            default -> "The storage rejects the request.";
        };
        String setting = switch (code) {
            case "NoSuchBucket", NOT_FOUND -> bucketSetting;
            case "SignatureDoesNotMatch" -> PREFIX + "secret-key";
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                PREFIX + "region";
            case "InvalidAccessKeyId", ACCESS_DENIED, "ExpiredToken", "InvalidToken" -> PREFIX + "access-key";
            default -> PREFIX + "endpoint";
        };
        details.put(SETTING, setting);
        return new StorageFault(reason, details);
    }

    private String unreachable(Throwable error, Map<String, String> details) {
        if (isLate(error)) {
            return late();
        }
        if (Causes.find(error, UnknownHostException.class).isPresent()) {
            return "The host name of the storage cannot be resolved.";
        }
        if (Causes.find(error, ConnectException.class).isPresent()) {
            return "The storage refuses connections.";
        }
        boolean noCredentials = Causes.of(error)
                .anyMatch(cause -> String.valueOf(cause.getMessage()).startsWith("Unable to load credentials"));
        if (noCredentials) {
            details.put(SETTING, PREFIX + "access-key");
            return "No credentials are configured, and the environment has none.";
        }
        return "The storage cannot be reached.";
    }

    private String late() {
        return "The storage does not respond within " + LimitText.seconds(longest) + ".";
    }

    private static boolean isLate(Throwable error) {
        return S3Failures.isLate(error)
                || Causes.find(error, FailureException.class)
                        .filter(known -> known.failure() == Failure.SOURCE_TIMEOUT)
                        .isPresent();
    }

    private static String code(S3Exception rejected) {
        return Optional.ofNullable(rejected.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElseGet(() -> Integer.toString(rejected.statusCode()));
    }

    /** The URL without user information and query. */
    private String endpoint() {
        URI endpoint = properties.endpoint();
        if (endpoint == null) {
            return "AWS";
        }
        String port = endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort();
        return endpoint.getScheme() + "://" + endpoint.getHost() + port;
    }
}
