package dev.cliprange.ffmpeg.process;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** The right to run one process. */
public final class FfmpegPermit {

    private final Runnable whenReleased;
    private final Duration waited;
    private final AtomicBoolean released = new AtomicBoolean();

    FfmpegPermit(Runnable whenReleased, Duration waited) {
        this.whenReleased = whenReleased;
        this.waited = waited;
    }

    /** A permit that is not counted, for a process that runs under the permit of another one or needs none. */
    public static FfmpegPermit none() {
        return new FfmpegPermit(() -> {}, Duration.ZERO);
    }

    /** How long the request has waited for this permit. */
    public Duration waited() {
        return waited;
    }

    /**
     * Releases the permit; only the first call counts. May grant it to the next request in the queue, on this thread.
     */
    public void release() {
        if (released.compareAndSet(false, true)) {
            whenReleased.run();
        }
    }
}
