package dev.cliprange.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.timeline.TimePoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

class TimePointDeserializerTest {

    private final JsonMapper json = JsonMapper.builder()
            .addModule(new SimpleModule().addDeserializer(TimePoint.class, new TimePointDeserializer()))
            .build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12.5 | 12500000",
                "12 | 12000000",
                "-1 | -1000000",
                "1e2 | 100000000",
                "\"00:00:12.500\" | 12500000",
                "\"1:02:03\" | 3723000000",
                "\"02:03.000001\" | 123000001",
            })
    void deserialize_secondsOrClock_isATime(String text, long us) {
        assertThat(json.readValue(text, TimePoint.class)).isEqualTo(new TimePoint.AtTime(us));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"frame\": 1234} | 1234", "{\"frame\": -1} | -1"})
    void deserialize_frame_isAFrame(String text, long number) {
        assertThat(json.readValue(text, TimePoint.class)).isEqualTo(new TimePoint.AtFrame(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "[]",
                "{}",
                "\"\"",
                "\"12.5\"",
                "\"00:61:00\"",
                "\"00:00:12,5\"",
                "\"-00:00:12\"",
                "{\"frame\": 1.5}",
                "{\"frame\": \"1\"}",
                "{\"frame\": 1, \"at\": 2}",
                "{\"frame\": 99999999999999999999}",
                "{\"at\": 1}",
                "1e99",
            })
    void deserialize_anythingElse_isRefused(String text) {
        assertThatThrownBy(() -> json.readValue(text, TimePoint.class)).isInstanceOf(DatabindException.class);
    }
}
