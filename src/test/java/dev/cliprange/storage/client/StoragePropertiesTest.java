package dev.cliprange.storage.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.storage.StorageFixture;
import dev.cliprange.storage.location.SourcesProperties;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class StoragePropertiesTest {

    @Test
    void bind_onlyTheBucket_givesTheDefaults() {
        assertThat(bind(Map.of("bucket", "films")))
                .isEqualTo(new StorageProperties(
                        null,
                        null,
                        "us-east-1",
                        "films",
                        "",
                        "",
                        null,
                        "",
                        Duration.ofHours(6),
                        1_024,
                        512,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(15),
                        4,
                        Duration.ofMillis(100),
                        DataSize.ofKilobytes(512),
                        DataSize.ofMegabytes(32),
                        DataSize.ofKilobytes(512),
                        16));
    }

    @Test
    void bind_everyKey_isTaken() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "endpoint", "https://s3.example:9000",
                "public-endpoint", "https://files.example",
                "region", "eu-central-1",
                "bucket", "films",
                "access-key", "key",
                "secret-key", "word",
                "path-style", "false",
                "work", "file:///work"));
        settings.putAll(Map.of(
                "presign-lifetime", "2h",
                "max-connections", "7",
                "max-pending-acquires", "8",
                "acquire-timeout", "9s",
                "connect-timeout", "10s",
                "response-timeout", "11s",
                "stall-timeout", "12s"));
        settings.putAll(Map.of(
                "keep-alive", "13s",
                "retries", "14",
                "retry-backoff", "15ms",
                "max-in-flight", "16KB",
                "max-in-flight-total", "17KB",
                "receive-buffer", "18KB",
                "file-threads", "19"));

        assertThat(bind(settings))
                .isEqualTo(new StorageProperties(
                        URI.create("https://s3.example:9000"),
                        URI.create("https://files.example"),
                        "eu-central-1",
                        "films",
                        "key",
                        "word",
                        false,
                        "file:///work",
                        Duration.ofHours(2),
                        7,
                        8,
                        Duration.ofSeconds(9),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(11),
                        Duration.ofSeconds(12),
                        Duration.ofSeconds(13),
                        14,
                        Duration.ofMillis(15),
                        DataSize.ofKilobytes(16),
                        DataSize.ofKilobytes(17),
                        DataSize.ofKilobytes(18),
                        19));
    }

    @ParameterizedTest
    @CsvSource({
        "access-key, key",
        "bucket, Not_A_Bucket",
        "presign-lifetime, 8d",
        "presign-lifetime, 0s",
        "max-connections, 0",
        "max-pending-acquires, 0",
        "acquire-timeout, -1s",
        "connect-timeout, 0s",
        "response-timeout, 0s",
        "stall-timeout, 0s",
        "keep-alive, 0s",
        "retries, -1",
        "retry-backoff, 0s",
        "max-in-flight, 0B",
        "max-in-flight-total, 0B",
        "receive-buffer, 1B",
        "file-threads, 0"
    })
    void bind_impossibleValue_isRefused(String key, String value) {
        Map<String, String> settings = new HashMap<>(Map.of("bucket", "films"));
        settings.put(key, value);

        assertThatThrownBy(() -> bind(settings)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void bind_neitherBucketNorFolder_namesTheSetting() {
        assertThatThrownBy(() -> bind(Map.of("region", "x"))).hasStackTraceContaining("cliprange.storage.bucket");
    }

    @Test
    void usesPathStyle_unset_followsTheEndpoint() {
        assertThat(bind(Map.of("bucket", "films")).usesPathStyle()).isFalse();
        assertThat(bind(Map.of("bucket", "films", "endpoint", "http://minio:9000"))
                        .usesPathStyle())
                .isTrue();
    }

    @Test
    void uploadEndpoint_isThePublicOneIfThereIsOne() {
        assertThat(bind(Map.of("bucket", "films")).uploadEndpoint()).isEmpty();
        assertThat(bind(Map.of("bucket", "films", "endpoint", "http://minio:9000"))
                        .uploadEndpoint())
                .hasValue(URI.create("http://minio:9000"));
        assertThat(bind(Map.of(
                                "bucket", "films",
                                "endpoint", "http://minio:9000",
                                "public-endpoint", "https://files.example"))
                        .uploadEndpoint())
                .hasValue(URI.create("https://files.example"));
        assertThatThrownBy(() -> bind(Map.of("bucket", "films", "public-endpoint", "files.example")))
                .hasStackTraceContaining("cliprange.storage.public-endpoint: files.example (expected: ");
    }

    @Test
    void toString_withKeys_doesNotShowThem() {
        String shown = bind(Map.of("bucket", "films", "access-key", "knownKey", "secret-key", "hiddenWord"))
                .toString();

        assertThat(shown).contains("films").doesNotContain("knownKey").doesNotContain("hiddenWord");
    }

    @Test
    void sources_byDefaultAndByList_areTaken() {
        var given = new MapConfigurationPropertySource(
                Map.of("cliprange.sources.allowed", "https://a.example/,file:///media"));

        assertThat(new Binder(new MapConfigurationPropertySource(Map.of()))
                        .bindOrCreate("cliprange.sources", SourcesProperties.class)
                        .allowed())
                .isEmpty();
        assertThat(new Binder(given)
                        .bind("cliprange.sources", SourcesProperties.class)
                        .get()
                        .allowed())
                .isEqualTo(List.of("https://a.example/", "file:///media"));
    }

    private static StorageProperties bind(Map<String, String> settings) {
        Map<String, String> full = new HashMap<>();
        settings.forEach((key, value) -> full.put("cliprange.storage." + key, value));
        return StorageFixture.properties(full);
    }
}
