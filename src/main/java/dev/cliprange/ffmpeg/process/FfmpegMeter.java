package dev.cliprange.ffmpeg.process;

import dev.cliprange.meter.MeterName;

/** The meters of FFmpeg processes. */
public enum FfmpegMeter implements MeterName {
    /** Gauge: running processes. */
    ACTIVE("ffmpeg.active", "Running processes"),
    /** Gauge: requests that wait for a permit. */
    QUEUED("ffmpeg.queued", "Requests that wait for a process"),
    /** Gauge: the most processes at once. */
    PERMITS("ffmpeg.permits", "Largest number of processes"),
    /** Gauge, bytes: resident memory of the processes together. */
    MEMORY_RESIDENT("ffmpeg.memory.resident", "Resident memory of all processes, in bytes"),
    /** Counter: requests rejected because the queue was full or the wait too long. */
    REJECTED("ffmpeg.rejected", "Requests rejected because the queue was full or the wait too long"),
    /** Counter: requests turned away because their client or key has too many processes. */
    HOLDER_REJECTED("ffmpeg.holder.rejected", "Requests rejected because their client or key has too many processes"),
    /** Counter: processes that this server ended; tag {@code reason}, one of {@link KillReason}. */
    KILLED("ffmpeg.killed", "Processes that the server ended"),
    /** Counter: processes that ended; tag {@code code}, one of {@link ExitClass}. */
    EXIT("ffmpeg.exit", "Ended processes"),
    /**
     * Timer: the wait for a permit, of the requests that got one. Background work is not in it: it may wait for
     * minutes.
     */
    QUEUE_WAIT("ffmpeg.queue.wait", "Wait for a process, of the requests that got one, without background work");

    private final String meterName;
    private final String description;

    FfmpegMeter(String meterName, String description) {
        this.meterName = meterName;
        this.description = description;
    }

    @Override
    public String meterName() {
        return meterName;
    }

    @Override
    public String description() {
        return description;
    }
}
