package dev.cliprange.storage;

import dev.cliprange.storage.client.StorageProperties;
import dev.cliprange.storage.location.SourcesProperties;
import dev.cliprange.testing.TestS3;
import dev.cliprange.trace.Spans;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import reactor.netty.http.HttpResources;

/** Settings as they come from outside, with timeouts for a test's patience. */
public final class StorageFixture {

    public static final Duration PATIENCE = Duration.ofSeconds(20);
    public static final int MAX_IN_FLIGHT_BYTES = 512 * 1_024;

    private static final Map<String, String> IMPATIENT = Map.of(
            "cliprange.storage.response-timeout", "1s",
            "cliprange.storage.stall-timeout", "1s",
            "cliprange.storage.retry-backoff", "5ms");

    private StorageFixture() {}

    public static StorageProperties properties(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("cliprange.storage", StorageProperties.class);
    }

    public static StorageProperties properties(TestS3 s3) {
        return properties(s3, Map.of());
    }

    public static StorageProperties properties(TestS3 s3, Map<String, String> others) {
        Map<String, String> settings = new HashMap<>(IMPATIENT);
        settings.put("cliprange.storage.endpoint", s3.endpoint().toString());
        settings.put("cliprange.storage.region", s3.region());
        settings.put("cliprange.storage.bucket", s3.bucket());
        settings.put("cliprange.storage.access-key", s3.accessKey());
        settings.put("cliprange.storage.secret-key", s3.secretKey());
        settings.putAll(others);
        return properties(settings);
    }

    public static StorageProperties folderOnly(Path work) {
        Map<String, String> settings = new HashMap<>(IMPATIENT);
        settings.put("cliprange.storage.work", work.toUri().toString());
        return properties(settings);
    }

    public static Storage open(StorageProperties properties, SimpleMeterRegistry meters, String... allowed) {
        return new Storage(properties, new SourcesProperties(List.of(allowed)), HttpResources.get(), meters, Spans.OFF);
    }
}
