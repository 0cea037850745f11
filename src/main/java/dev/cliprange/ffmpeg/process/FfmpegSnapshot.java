package dev.cliprange.ffmpeg.process;

import java.time.Duration;
import java.util.List;

/**
 * The state of the pool at one moment.
 *
 * @param active processes, at most {@code permits}
 * @param waiting requests in the queue
 * @param utilisation active divided by permits, 0 to 1
 * @param residentBytes resident memory of all processes
 * @param processes oldest first
 */
public record FfmpegSnapshot(
        int active, int waiting, int permits, double utilisation, long residentBytes, List<RunningProcess> processes) {

    public FfmpegSnapshot {
        processes = List.copyOf(processes);
    }

    /**
     * One process.
     *
     * @param label names the work, for example by the id of a clip
     * @param bytesWritten the bytes of its output that were read so far
     */
    public record RunningProcess(String label, long pid, Duration age, long bytesWritten, long residentBytes) {}
}
