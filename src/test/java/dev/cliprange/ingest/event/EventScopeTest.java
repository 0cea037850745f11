package dev.cliprange.ingest.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.storage.client.StorageProperties;
import dev.cliprange.storage.location.S3Location;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class EventScopeTest {

    @ParameterizedTest
    @CsvSource({
        "films, incoming/a.mp4, true",
        "films, incoming/deep/a.mp4, true",
        "films, incoming2/a.mp4, false",
        "films, a.mp4, false",
        "other, incoming/a.mp4, false",
        "rushes, day1/a.mov, true",
        "rushes, day2/a.mov, false"
    })
    void covers_objects_belowTheirPrefix(String bucket, String key, boolean covered) {
        EventScope scope = scope(List.of("incoming/", "s3://rushes/day1"), "");

        assertThat(scope.covers(new S3Location(bucket, key))).isEqualTo(covered);
    }

    @Test
    void covers_wholeBucket_withoutTheObjectsOfTheServer() {
        EventScope scope = scope(List.of("s3://films"), "");

        assertThat(scope.covers(new S3Location("films", "a.mp4"))).isTrue();
        assertThat(scope.covers(new S3Location("films", "uploads/1/a.mp4"))).isFalse();
        assertThat(scope.covers(new S3Location("films", ".cliprange/sources/1/index/x")))
                .isFalse();
    }

    @Test
    void covers_workStorageElsewhere_isNotCovered() {
        EventScope scope = scope(List.of("s3://films", "s3://derived"), "s3://derived/work");

        assertThat(scope.covers(new S3Location("derived", "work/sources/1/x"))).isFalse();
        assertThat(scope.covers(new S3Location("derived", "a.mp4"))).isTrue();
    }

    @Test
    void isOn_noPrefix_isOff() {
        assertThat(scope(List.of(), "").isOn()).isFalse();
        assertThat(scope(List.of("incoming"), "").isOn()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/a", "file:///films", "s3://B/x", "s3:///x"})
    void prefixes_notOfABucket_failTheStart(String prefix) {
        assertThatThrownBy(() -> scope(List.of(prefix), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cliprange.ingest.event-prefixes");
    }

    private static EventScope scope(List<String> prefixes, String work) {
        var settings = Map.of("cliprange.storage.bucket", "films", "cliprange.storage.work", work);
        StorageProperties storage = new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("cliprange.storage", StorageProperties.class);
        return new EventScope(new IngestProperties(prefixes), storage);
    }
}
