package dev.cliprange.ffmpeg.process;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * {@code cliprange.ffmpeg}: the program and its limits.
 *
 * @param path the executable: a path, or a name looked up on PATH
 * @param maxProcesses processes at once; 0: two per core
 * @param processesPerClient at once, and the same part of the queue and of each kind of work; -1: half of the
 *     processes, rounded up, and more while no other client waits; 0: no limit
 * @param processesPerKey the same for one API key
 * @param queueLength requests that may wait for a process; -1: twice the processes
 * @param maxWait the longest wait in that queue
 * @param firstByteTimeout from the start of a process to the first fragment of a clip
 * @param readTimeout the longest wait for the network within one read of the source
 * @param idleTimeout a stream without progress for this time is ended, regardless of the cause
 * @param deadline the longest life of a clip's process
 * @param probeDeadline the longest life of a probe's process
 * @param maxMemory the most memory a process may allocate, at least 128 MB; 0: half of the machine's, from 512 MB to 2
 *     GB
 * @param threads of a decoder or an encoder; 0: one per core, at most 4
 */
@Validated
@ConfigurationProperties("cliprange.ffmpeg")
public record FfmpegProperties(
        @DefaultValue("ffmpeg") @NotBlank String path,
        @DefaultValue("0") @Min(0) @Max(1024) int maxProcesses,
        @DefaultValue("-1") @Min(-1) @Max(1024) int processesPerClient,
        @DefaultValue("-1") @Min(-1) @Max(1024) int processesPerKey,
        @DefaultValue("-1") @Min(-1) @Max(65536) int queueLength,
        @DefaultValue("2s") @DurationMin(millis = 1) Duration maxWait,
        @DefaultValue("20s") @DurationMin(millis = 1) Duration firstByteTimeout,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration readTimeout,
        @DefaultValue("60s") @DurationMin(millis = 1) Duration idleTimeout,
        @DefaultValue("1h") @DurationMin(millis = 1) Duration deadline,
        @DefaultValue("15m") @DurationMin(millis = 1) Duration probeDeadline,
        @DefaultValue("0B") @NotNull DataSize maxMemory,
        @DefaultValue("0") @Min(0) @Max(64) int threads) {

    private static final int PROCESSES_PER_CORE = 2;
    private static final int MOST_THREADS = 4;
    private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(128);
    private static final DataSize SMALL_MACHINE = DataSize.ofMegabytes(512);
    private static final DataSize LARGE_MACHINE = DataSize.ofGigabytes(2);

    /** How many processes may run at once, at least 1. */
    public int permits() {
        return maxProcesses > 0
                ? maxProcesses
                : PROCESSES_PER_CORE * Runtime.getRuntime().availableProcessors();
    }

    /** How many processes one client may have; 0 for no limit. */
    int clientPermits() {
        return processesPerClient < 0 ? half() : processesPerClient;
    }

    /** How many processes one key may have; 0 for no limit. */
    int keyPermits() {
        return processesPerKey < 0 ? half() : processesPerKey;
    }

    private int half() {
        return (permits() + 1) / 2;
    }

    /** The most memory that a process may allocate, in bytes. */
    public long memoryBytes() {
        return maxMemory.toBytes() > 0
                ? Math.max(maxMemory.toBytes(), LEAST_MEMORY.toBytes())
                : Math.clamp(machineBytes() / 2, SMALL_MACHINE.toBytes(), LARGE_MACHINE.toBytes());
    }

    /** Threads of a decoder or an encoder, at least 1. */
    public int threadCount() {
        return threads > 0
                ? threads
                : Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    }

    /** The arguments that limit every process: the largest allocation, and the threads of the decoders. */
    public List<String> limits() {
        long largest = Math.min(Integer.MAX_VALUE, memoryBytes() / 2);
        return List.of("-max_alloc", Long.toString(largest), "-threads", Integer.toString(threadCount()));
    }

    /** The memory of the container if it has a limit, otherwise of the machine. */
    private static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : LARGE_MACHINE.toBytes();
    }

    /** How many requests may wait for a process, at least 0. */
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
