package dev.cliprange.ffmpeg.picture;

import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.ProcessRun;
import dev.cliprange.ffmpeg.process.Share;
import reactor.core.publisher.Mono;

/** Makes JPEG pictures of frames. */
public final class PictureMaker {

    private final FfmpegProperties properties;
    private final FfmpegPool pool;

    public PictureMaker(FfmpegProperties properties, FfmpegPool pool) {
        this.properties = properties;
        this.pool = pool;
    }

    /** The most pictures that are made at once, because they share their part of the pool with encodings. */
    public int mostAtOnce() {
        return Share.others(properties.permits());
    }

    /** The most pixels of a frame that a process of this instance can decode in its memory. */
    public long mostPixels() {
        return PictureCommand.mostPixels(properties);
    }

    /**
     * Returns the output of the task. Waits for a permit, which is released after the process has been reaped.
     * Cancelling ends the process. Clips that are played have permits of their own: see {@link Share#ENCODING}.
     *
     * <p>Fails as the input fails, otherwise with a {@link dev.cliprange.failure.FailureException}: {@code TOO_BUSY},
     * {@code MEDIA_UNSUPPORTED} if the frame cannot be decoded, {@code SOURCE_TIMEOUT} at the deadline, or
     * {@code INTERNAL}.
     */
    public Mono<byte[]> make(PictureRequest request) {
        return pool.acquire(Share.ENCODING, request.holder())
                .flatMap(permit -> ProcessRun.mono(pool, permit, new PicturePump(properties, request)));
    }
}
