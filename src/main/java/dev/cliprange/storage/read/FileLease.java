package dev.cliprange.storage.read;

import dev.cliprange.storage.client.ReadFailures;
import dev.cliprange.storage.location.SourceKind;
import dev.cliprange.timeline.ByteSpan;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Scheduler;

/**
 * A source file, open at its revision, for the kernel to send from. It is closed when the loan has ended and no region of
 * it is still being sent: the number of a descriptor closed under a write could by then be another file's.
 */
public final class FileLease {

    private final Path path;
    private final FileChannel channel;
    private final String revision;
    private final Scheduler scheduler;
    private final SourceReadMetrics metrics;
    private final Hold hold = new Hold();
    private final AtomicLong sentBytes = new AtomicLong();
    private volatile SignalType ending = SignalType.CANCEL;

    private FileLease(Path path, FileChannel channel, String revision, Scheduler scheduler, SourceReadMetrics metrics) {
        this.path = path;
        this.channel = channel;
        this.revision = revision;
        this.scheduler = scheduler;
        this.metrics = metrics;
    }

    /** Blocks. Opened first and looked at then, so that what is open is what was looked at. */
    static FileLease open(Path path, String revision, Scheduler scheduler, SourceReadMetrics metrics)
            throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            FileReader.requireRevision(path, revision, HttpRanges.FIRST_BYTE);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return new FileLease(path, channel, revision, scheduler, metrics);
    }

    /** Bytes for the connection to send; handed over to it, not to be kept. */
    public FileRegion region(long offsetBytes, long lengthBytes) {
        return new Region(offsetBytes, lengthBytes);
    }

    /**
     * The bytes after which nothing more is asked for: they are read, and then the file is looked at once more, so that a
     * body is never completed out of two files.
     *
     * @throws dev.cliprange.failure.FailureException {@code source-changed}
     */
    public Mono<byte[]> last(long offsetBytes, int lengthBytes) {
        var span = new ByteSpan(offsetBytes, lengthBytes);
        return Mono.fromCallable(() -> read(span))
                .subscribeOn(scheduler)
                .onErrorMap(IOException.class, FileReader::failureOf)
                .doOnError(error -> ending = SignalType.ON_ERROR);
    }

    /** Ends the loan. */
    void release() {
        hold.release();
    }

    private byte[] read(ByteSpan span) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) span.lengthBytes());
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, span.offsetBytes() + bytes.position()) < 0) {
                throw ReadFailures.changed();
            }
        }
        FileReader.requireRevision(path, revision, span);
        sentBytes.addAndGet(bytes.capacity());
        ending = SignalType.ON_COMPLETE;
        return bytes.array();
    }

    private final class Region extends DefaultFileRegion {

        Region(long offsetBytes, long lengthBytes) {
            super(channel, offsetBytes, lengthBytes);
            hold.retain();
        }

        /** Without closing the channel, as it would otherwise. */
        @Override
        protected void deallocate() {
            sentBytes.addAndGet(transferred());
            hold.release();
        }
    }

    private final class Hold extends AbstractReferenceCounted {

        @Override
        protected void deallocate() {
            try {
                channel.close();
            } catch (IOException e) {
                // Opened for reading: nothing can be lost by it.
            }
            metrics.ended(SourceKind.FILE, ending, sentBytes.get());
        }

        @Override
        public ReferenceCounted touch(Object hint) {
            return this;
        }
    }
}
