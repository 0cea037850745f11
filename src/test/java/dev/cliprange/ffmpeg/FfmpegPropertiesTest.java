package dev.cliprange.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class FfmpegPropertiesTest {

    @Test
    void defaults_nothingSet_areTwoPerCoreAndAShortQueue() {
        FfmpegProperties defaults = bind(Map.of());

        int permits = 2 * Runtime.getRuntime().availableProcessors();
        assertThat(defaults.permits()).isEqualTo(permits);
        assertThat(defaults.queue()).isEqualTo(2 * permits);
        assertThat(defaults)
                .isEqualTo(new FfmpegProperties(
                        "ffmpeg",
                        0,
                        -1,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofHours(1),
                        Duration.ofMinutes(15)));
    }

    @Test
    void keys_allSet_areAllBound() {
        FfmpegProperties bound = bind(Map.of(
                "cliprange.ffmpeg.path", "/opt/ffmpeg",
                "cliprange.ffmpeg.max-processes", "3",
                "cliprange.ffmpeg.queue-length", "5",
                "cliprange.ffmpeg.max-wait", "1s",
                "cliprange.ffmpeg.first-byte-timeout", "2s",
                "cliprange.ffmpeg.read-timeout", "3s",
                "cliprange.ffmpeg.idle-timeout", "4s",
                "cliprange.ffmpeg.deadline", "5m",
                "cliprange.ffmpeg.probe-deadline", "6m"));

        assertThat(bound)
                .isEqualTo(new FfmpegProperties(
                        "/opt/ffmpeg",
                        3,
                        5,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(6)));
        assertThat(bound.permits()).isEqualTo(3);
        assertThat(bound.queue()).isEqualTo(5);
    }

    @Test
    void keys_notANumber_areRefused() {
        assertThatThrownBy(() -> bind(Map.of("cliprange.ffmpeg.max-processes", "many")))
                .isInstanceOf(BindException.class);
    }

    private static FfmpegProperties bind(Map<String, String> keys) {
        return new Binder(new MapConfigurationPropertySource(keys))
                .bindOrCreate("cliprange.ffmpeg", FfmpegProperties.class);
    }
}
