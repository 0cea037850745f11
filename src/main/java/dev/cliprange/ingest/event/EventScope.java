package dev.cliprange.ingest.event;

import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.client.StorageProperties;
import dev.cliprange.storage.location.S3Location;
import dev.cliprange.storage.location.SourceAllowList;
import java.util.List;
import org.springframework.stereotype.Component;

/** The objects that bucket notifications may register. */
@Component
class EventScope {

    private static final String SCHEME = "s3://";

    private final boolean on;
    private final SourceAllowList prefixes;
    /** Objects that this server writes itself. */
    private final List<String> own;

    /** @throws IllegalArgumentException naming the setting, if a prefix cannot be read */
    EventScope(IngestProperties properties, StorageProperties storage) {
        this.on = !properties.eventPrefixes().isEmpty();
        this.prefixes = prefixes(properties.eventPrefixes(), storage.bucket());
        this.own = List.of(bucketPrefix(storage.bucket(), "uploads/"), work(storage));
    }

    boolean isOn() {
        return on;
    }

    /** Returns whether an object is below a configured prefix and is not one of this server. */
    boolean covers(S3Location object) {
        if (own.stream().anyMatch(object.uri()::startsWith)) {
            return false;
        }
        try {
            prefixes.require(object);
            return true;
        } catch (FailureException outside) {
            return false;
        }
    }

    private static SourceAllowList prefixes(List<String> entries, String bucket) {
        try {
            return SourceAllowList.of(
                    entries.stream()
                            .map(String::strip)
                            .map(entry -> entry.contains("://") ? requireS3(entry) : bucketPrefix(bucket, entry))
                            .toList(),
                    "");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "cliprange.ingest.event-prefixes: " + entries
                            + " (expected: s3://bucket/prefix, or prefixes of keys in the configured bucket)",
                    e);
        }
    }

    private static String requireS3(String entry) {
        if (!entry.startsWith(SCHEME)) {
            throw new IllegalArgumentException(entry);
        }
        return entry;
    }

    private static String bucketPrefix(String bucket, String prefix) {
        return SCHEME + bucket + "/" + (prefix.startsWith("/") ? prefix.substring(1) : prefix);
    }

    private static String work(StorageProperties storage) {
        String work = storage.work().isEmpty() ? bucketPrefix(storage.bucket(), ".cliprange") : storage.work();
        return work.endsWith("/") ? work : work + "/";
    }
}
