package dev.cliprange.ffmpeg.picture;

import dev.cliprange.ffmpeg.process.ProcessHolder;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import reactor.core.publisher.Flux;

/**
 * A request to make a picture.
 *
 * @param label names the process in logs: the id of the clip
 * @param holder holds the process
 * @param input the bytes that the task reads; subscribed to once. The maker releases its buffers
 * @param maxOutputBytes more output than that is a failure
 * @param deadline the longest life of the process
 */
public record PictureRequest(
        String label,
        ProcessHolder holder,
        PictureTask task,
        Flux<ByteBuf> input,
        int maxOutputBytes,
        Duration deadline) {}
