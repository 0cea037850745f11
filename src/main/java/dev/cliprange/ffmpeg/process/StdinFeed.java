package dev.cliprange.ffmpeg.process;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Writes buffers to the standard input of a process, on a thread of its own: FFmpeg reads and writes concurrently. If
 * the input fails, the run is killed.
 */
public final class StdinFeed implements AutoCloseable {

    private final String label;
    private final Flux<ByteBuf> input;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Disposable.Composite feeding = Disposables.composite();

    /**
     * @param label names the thread
     * @param input subscribed to once; its buffers are released here
     */
    public StdinFeed(String label, Flux<ByteBuf> input) {
        this.label = label;
        this.input = input;
    }

    /** Starts to write. Returns at once. */
    public void start(ProcessRun<?> run, FfmpegProcess running) {
        OutputStream stdin = running.stdin();
        Scheduler writer = Schedulers.newSingle("ffmpeg-feed-" + label, true);
        Disposable subscription = input.publishOn(writer, 1)
                .<ByteBuf>handle((buffer, fed) -> {
                    if (!write(stdin, buffer)) {
                        fed.complete();
                    }
                })
                .doOnDiscard(ByteBuf.class, ByteBuf::release)
                .doFinally(signal -> close(stdin))
                .subscribe(buffer -> {}, error -> {
                    failure.compareAndSet(null, error);
                    run.kill(KillReason.CANCELLED);
                });
        feeding.add(() -> {
            subscription.dispose();
            writer.dispose();
        });
    }

    /** Returns the failure of the input. It is then the reason why the process was killed. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /**
     * Ends the writing. To be called after the process has ended: before, closing standard input would wait for a write
     * that the process does not read.
     */
    @Override
    public void close() {
        feeding.dispose();
    }

    /** False if the process takes no more input: it has enough, or has ended for a reason that its exit gives. */
    private static boolean write(OutputStream stdin, ByteBuf buffer) {
        try {
            buffer.readBytes(stdin, buffer.readableBytes());
            return true;
        } catch (IOException gone) {
            return false;
        } finally {
            buffer.release();
        }
    }

    private static void close(OutputStream stdin) {
        try {
            stdin.close();
        } catch (IOException gone) {
            // The process has ended before.
        }
    }
}
