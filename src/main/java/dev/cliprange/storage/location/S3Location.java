package dev.cliprange.storage.location;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An object in a bucket.
 *
 * @param bucket 3 to 63 lower-case letters, digits, hyphens and full stops
 * @param key 1 to 1,024 bytes of UTF-8, as the storage knows it
 */
public record S3Location(String bucket, String key) implements Location {

    static final String SCHEME = "s3://";
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final int LONGEST_KEY_BYTES = 1_024;

    /**
     * @throws dev.cliprange.failure.FailureException {@code source-not-allowed} for a name no bucket or key can have
     */
    public S3Location {
        requireBucket(bucket);
        if (key.isEmpty() || key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY_BYTES) {
            throw Location.notAllowed("An s3 URL is s3://bucket/key, with a key of 1 to 1,024 bytes");
        }
        if (key.chars().anyMatch(Character::isISOControl)) {
            throw Location.notAllowed("The key holds a control character");
        }
        // Legal in S3, but clients and gateways on the way resolve them.
        if (List.of(key.split("/", -1)).stream().anyMatch(segment -> segment.equals(".") || segment.equals(".."))) {
            throw Location.notAllowed("The key holds a dot segment");
        }
    }

    static S3Location parse(String uri) {
        if (!uri.startsWith(SCHEME)) {
            throw Location.notAllowed("An s3 URL is s3://bucket/key");
        }
        String rest = uri.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        if (slash < 0) {
            throw Location.notAllowed("An s3 URL is s3://bucket/key");
        }
        return new S3Location(rest.substring(0, slash), rest.substring(slash + 1));
    }

    public static void requireBucket(String bucket) {
        if (!BUCKET.matcher(bucket).matches()) {
            throw Location.notAllowed("The bucket's name is not a bucket's name");
        }
    }

    @Override
    public String uri() {
        return SCHEME + bucket + "/" + key;
    }

    @Override
    public String toString() {
        return uri();
    }
}
