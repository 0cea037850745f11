package dev.cliprange.ffmpeg.process;

import java.time.Duration;
import java.util.List;

/**
 * The pool at one moment.
 *
 * @param active processes, at most {@code permits}
 * @param waiting requests in the queue
 * @param utilisation active by permits, 0 to 1
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
     * @param label whom it works for: a clip's id
     * @param bytesWritten what it has written and we have read
     */
    public record RunningProcess(String label, long pid, Duration age, long bytesWritten, long residentBytes) {}
}
