package dev.cliprange.storage;

import dev.cliprange.testing.TestS3;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings as they come from outside, with timeouts for a test's patience. */
final class StorageFixture {

    static final int MAX_IN_FLIGHT_BYTES = 256 * 1_024;

    private StorageFixture() {}

    static StorageProperties properties(java.util.Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("cliprange.storage", StorageProperties.class);
    }

    static StorageProperties properties(TestS3 s3) {
        return properties(java.util.Map.of(
                "cliprange.storage.endpoint", s3.endpoint().toString(),
                "cliprange.storage.region", s3.region(),
                "cliprange.storage.bucket", s3.bucket(),
                "cliprange.storage.access-key", s3.accessKey(),
                "cliprange.storage.secret-key", s3.secretKey(),
                "cliprange.storage.response-timeout", "1s",
                "cliprange.storage.stall-timeout", "1s",
                "cliprange.storage.retry-backoff", "5ms"));
    }

    static StorageProperties folderOnly(java.nio.file.Path work) {
        return properties(java.util.Map.of(
                "cliprange.storage.work", work.toUri().toString(),
                "cliprange.storage.response-timeout", "1s",
                "cliprange.storage.stall-timeout", "1s",
                "cliprange.storage.retry-backoff", "5ms"));
    }

    static Storage open(StorageProperties properties, SimpleMeterRegistry meters, String... allowed) {
        return new Storage(properties, new SourcesProperties(List.of(allowed)), meters);
    }

    static final Duration PATIENCE = Duration.ofSeconds(20);
}
