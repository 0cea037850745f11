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
 * A source file that is open at its revision, so that the kernel can send from it. It is closed when the lease is
 * released and no region of it is being sent. Otherwise the descriptor of a running write could already be another
 * file's.
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

    /** Blocks. The file is opened before its revision is checked, so that the open file is the one that was checked. */
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

    /** Bytes for the connection to send. The connection owns and releases them. */
    public FileRegion region(long offsetBytes, long lengthBytes) {
        return new Region(offsetBytes, lengthBytes);
    }

    /**
     * Reads the last bytes of a body and then checks the revision once more, so that a body never has bytes of two
     * versions of the file.
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

    /** Ends the lease. */
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

        /** The superclass would close the channel. */
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
                // Nothing is lost, because it was opened for reading.
            }
            metrics.ended(SourceKind.FILE, ending, sentBytes.get());
        }

        @Override
        public ReferenceCounted touch(Object hint) {
            return this;
        }
    }
}
