package dev.cliprange.ffmpeg.process;

/** The names of this room's meters. */
public enum FfmpegMeter {
    /** Gauge: processes that run. */
    ACTIVE("ffmpeg.active"),
    /** Gauge: requests that wait for a process. */
    QUEUED("ffmpeg.queued"),
    /** Gauge: the most processes there may be. */
    PERMITS("ffmpeg.permits"),
    /** Gauge, bytes: resident memory of the processes together. */
    MEMORY_RESIDENT("ffmpeg.memory.resident"),
    /** Counter: requests turned away, the queue being full or the wait too long. */
    REJECTED("ffmpeg.rejected"),
    /** Counter: requests turned away because their client or key has too many processes. */
    HOLDER_REJECTED("ffmpeg.holder.rejected"),
    /** Counter: processes ended by us; tag {@code reason}, one of {@link KillReason}. */
    KILLED("ffmpeg.killed"),
    /** Counter: processes that ended; tag {@code code}, one of {@link ExitClass}. */
    EXIT("ffmpeg.exit"),
    /** Timer: the wait for a permit, of the requests that got one. Background work is not in it: it may wait for minutes. */
    QUEUE_WAIT("ffmpeg.queue.wait");

    private final String meterName;

    FfmpegMeter(String meterName) {
        this.meterName = meterName;
    }

    public String meterName() {
        return meterName;
    }
}
