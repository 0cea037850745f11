package dev.cliprange.ffmpeg.transcode;

import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.ffmpeg.process.Share;
import dev.cliprange.ffmpeg.transcode.LadderRequest.Quality;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;

/** Encodes frames of sources in several qualities. */
public final class LadderEncoder {

    private final FfmpegProperties properties;
    private final FfmpegPool pool;

    public LadderEncoder(FfmpegProperties properties, FfmpegPool pool) {
        this.properties = properties;
        this.pool = pool;
    }

    /**
     * The reason why pictures of this size cannot be encoded here; empty if they can. The text is for the client.
     *
     * @param width in pixels, as in the sample entry of the source
     * @param height in pixels
     */
    public Optional<String> refusal(List<Quality> qualities, int width, int height) {
        if ((long) width * height <= LadderMemory.mostPixels(properties, qualities)) {
            return Optional.empty();
        }
        return Optional.of("Encoding pictures of " + width + " x " + height + " pixels in " + qualities.size()
                + " qualities takes more memory than a process of this worker may use.");
    }

    /**
     * The bytes of a fragmented MP4 with a track for each quality. Process, ownership and failures as {@link
     * Remuxer#remux}, or the failure of the input.
     */
    public Flux<ByteBuf> encode(LadderRequest request) {
        return TranscodePump.output(pool, properties, work(request));
    }

    /**
     * The same for a client that waits. The process has a permit of the share for encodings, which is released after it
     * has been reaped. Fails with {@code TOO_BUSY} if no permit is free in time.
     */
    public Flux<ByteBuf> encode(LadderRequest request, ProcessHolder holder) {
        return pool.acquire(Share.ENCODING, holder)
                .flatMapMany(permit -> TranscodePump.output(pool, properties, work(request), permit));
    }

    private TranscodePump.Work work(LadderRequest request) {
        return new TranscodePump.Work(
                "encoded",
                request.label(),
                LadderCommand.of(properties, request, TranscodePump.LONGEST),
                Optional.empty(),
                request.input(),
                request.progress());
    }
}
