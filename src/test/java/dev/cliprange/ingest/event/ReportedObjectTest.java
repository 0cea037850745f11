package dev.cliprange.ingest.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.storage.location.S3Location;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportedObjectTest {

    @ParameterizedTest
    @CsvSource({
        "ObjectCreated:Put, incoming/a.mp4, incoming/a.mp4",
        "s3:ObjectCreated:CompleteMultipartUpload, incoming/a.mp4, incoming/a.mp4",
        "ObjectCreated:Copy, incoming/Harbour+at+dawn.mp4, incoming/Harbour at dawn.mp4",
        "ObjectCreated:Post, incoming/a%2Bb%C3%A9.mp4, incoming/a+bé.mp4"
    })
    void of_createdObject_isItsLocationWithTheDecodedKey(String name, String key, String decoded) {
        assertThat(ReportedObject.of(record(name, "films", key))).contains(new S3Location("films", decoded));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ObjectRemoved:Delete", "s3:ObjectRemoved:DeleteMarkerCreated", "ObjectTagging:Put", "", "x"})
    void of_otherEvents_isEmpty(String name) {
        assertThat(ReportedObject.of(record(name, "films", "a.mp4"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/../b", "%zz", "a%00b"})
    void of_keysThatNoSourceCanHave_isEmpty(String key) {
        assertThat(ReportedObject.of(record("ObjectCreated:Put", "films", key))).isEmpty();
    }

    @Test
    void of_oddRecords_isEmpty() {
        assertThat(ReportedObject.of(null)).isEmpty();
        assertThat(ReportedObject.of("text")).isEmpty();
        assertThat(ReportedObject.of(List.of())).isEmpty();
        assertThat(ReportedObject.of(Map.of("eventName", 1))).isEmpty();
        assertThat(ReportedObject.of(Map.of("eventName", "ObjectCreated:Put", "s3", "x")))
                .isEmpty();
        assertThat(ReportedObject.of(record("ObjectCreated:Put", "B", "a.mp4"))).isEmpty();
    }

    private static Map<String, Object> record(String name, String bucket, String key) {
        return Map.of("eventName", name, "s3", Map.of("bucket", Map.of("name", bucket), "object", Map.of("key", key)));
    }
}
