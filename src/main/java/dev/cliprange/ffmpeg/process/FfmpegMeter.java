package dev.cliprange.ffmpeg.process;

/** The meters of FFmpeg processes. */
public enum FfmpegMeter {
    /** Gauge: running processes. */
    ACTIVE("ffmpeg.active"),
    /** Gauge: requests that wait for a permit. */
    QUEUED("ffmpeg.queued"),
    /** Gauge: the most processes at once. */
    PERMITS("ffmpeg.permits"),
    /** Gauge, bytes: resident memory of the processes together. */
    MEMORY_RESIDENT("ffmpeg.memory.resident"),
    /** Counter: requests rejected because the queue was full or the wait too long. */
    REJECTED("ffmpeg.rejected"),
    /** Counter: requests turned away because their client or key has too many processes. */
    HOLDER_REJECTED("ffmpeg.holder.rejected"),
    /** Counter: processes that this server ended; tag {@code reason}, one of {@link KillReason}. */
    KILLED("ffmpeg.killed"),
    /** Counter: processes that ended; tag {@code code}, one of {@link ExitClass}. */
    EXIT("ffmpeg.exit"),
    /**
     * Timer: the wait for a permit, of the requests that got one. Background work is not in it: it may wait for
     * minutes.
     */
    QUEUE_WAIT("ffmpeg.queue.wait");

    private final String meterName;

    FfmpegMeter(String meterName) {
        this.meterName = meterName;
    }

    public String meterName() {
        return meterName;
    }
}
