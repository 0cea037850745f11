package dev.cliprange.ffmpeg.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class FfmpegPropertiesTest {

    @Test
    void defaults_nothingSet_areTwoPerCoreAndAShortQueue() {
        FfmpegProperties defaults = bind(Map.of());

        int permits = 2 * Runtime.getRuntime().availableProcessors();
        assertThat(defaults.permits()).isEqualTo(permits);
        assertThat(defaults.clientPermits()).isEqualTo(permits / 2);
        assertThat(defaults.keyPermits()).isEqualTo(permits / 2);
        assertThat(defaults.queue()).isEqualTo(2 * permits);
        assertThat(defaults)
                .isEqualTo(new FfmpegProperties(
                        "ffmpeg",
                        0,
                        -1,
                        -1,
                        -1,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofHours(1),
                        Duration.ofMinutes(15),
                        DataSize.ofBytes(0),
                        0));
        assertThat(defaults.memoryBytes()).isBetween(512L << 20, 2L << 30);
        assertThat(defaults.threadCount()).isBetween(1, 4);
    }

    @Test
    void keys_allSet_areAllBound() {
        FfmpegProperties bound = bind(Map.ofEntries(
                Map.entry("cliprange.ffmpeg.path", "/opt/ffmpeg"),
                Map.entry("cliprange.ffmpeg.max-processes", "3"),
                Map.entry("cliprange.ffmpeg.processes-per-client", "2"),
                Map.entry("cliprange.ffmpeg.processes-per-key", "0"),
                Map.entry("cliprange.ffmpeg.queue-length", "5"),
                Map.entry("cliprange.ffmpeg.max-wait", "1s"),
                Map.entry("cliprange.ffmpeg.first-byte-timeout", "2s"),
                Map.entry("cliprange.ffmpeg.read-timeout", "3s"),
                Map.entry("cliprange.ffmpeg.idle-timeout", "4s"),
                Map.entry("cliprange.ffmpeg.deadline", "5m"),
                Map.entry("cliprange.ffmpeg.probe-deadline", "6m"),
                Map.entry("cliprange.ffmpeg.max-memory", "300MB"),
                Map.entry("cliprange.ffmpeg.threads", "7")));

        assertThat(bound)
                .isEqualTo(new FfmpegProperties(
                        "/opt/ffmpeg",
                        3,
                        2,
                        0,
                        5,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(6),
                        DataSize.ofMegabytes(300),
                        7));
        assertThat(bound.memoryBytes()).isEqualTo(300L << 20);
        assertThat(bound.threadCount()).isEqualTo(7);
        assertThat(bound.limits()).containsExactly("-max_alloc", String.valueOf(150L << 20), "-threads", "7");
        assertThat(bound.permits()).isEqualTo(3);
        assertThat(bound.queue()).isEqualTo(5);
    }

    @Test
    void keys_notANumber_areRefused() {
        assertThatThrownBy(() -> bind(Map.of("cliprange.ffmpeg.max-processes", "many")))
                .isInstanceOf(BindException.class);
    }

    @Test
    void maxMemory_tooLittleToStart_countsAsTheLeast() {
        assertThat(bind(Map.of("cliprange.ffmpeg.max-memory", "1MB")).memoryBytes())
                .isEqualTo(128L << 20);
    }

    private static FfmpegProperties bind(Map<String, String> keys) {
        return new Binder(new MapConfigurationPropertySource(keys))
                .bindOrCreate("cliprange.ffmpeg", FfmpegProperties.class);
    }
}
