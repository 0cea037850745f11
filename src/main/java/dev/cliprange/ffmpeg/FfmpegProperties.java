package dev.cliprange.ffmpeg;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code cliprange.ffmpeg}: the program and its limits.
 *
 * @param path the executable: a path, or a name looked up on PATH
 * @param maxProcesses processes at once; 0: two per core
 * @param queueLength requests that may wait for a process; -1: twice the processes
 * @param maxWait the longest wait in that queue
 * @param firstByteTimeout from the start of a process to the first fragment of a clip
 * @param readTimeout the longest wait for the network within one read of the source
 * @param idleTimeout a stream without a byte for so long is ended, whoever is the reason
 * @param deadline the longest life of a clip's process
 * @param probeDeadline the longest life of a probe's process
 */
@Validated
@ConfigurationProperties("cliprange.ffmpeg")
public record FfmpegProperties(
        @DefaultValue("ffmpeg") @NotBlank String path,
        @DefaultValue("0") @Min(0) @Max(1024) int maxProcesses,
        @DefaultValue("-1") @Min(-1) @Max(65536) int queueLength,
        @DefaultValue("2s") @DurationMin(millis = 1) Duration maxWait,
        @DefaultValue("20s") @DurationMin(millis = 1) Duration firstByteTimeout,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration readTimeout,
        @DefaultValue("60s") @DurationMin(millis = 1) Duration idleTimeout,
        @DefaultValue("1h") @DurationMin(millis = 1) Duration deadline,
        @DefaultValue("15m") @DurationMin(millis = 1) Duration probeDeadline) {

    private static final int PROCESSES_PER_CORE = 2;

    /** How many processes may run at once, at least 1. */
    public int permits() {
        return maxProcesses > 0
                ? maxProcesses
                : PROCESSES_PER_CORE * Runtime.getRuntime().availableProcessors();
    }

    /** How many may wait for one, at least 0. */
    public int queue() {
        return queueLength >= 0 ? queueLength : 2 * permits();
    }

    /** The longest time from a request for a clip to the end of its process. */
    public Duration longestClip() {
        return maxWait.plus(deadline);
    }

    /** The longest time from a request for a probe to the end of its process. */
    public Duration longestProbe() {
        return maxWait.plus(probeDeadline);
    }
}
