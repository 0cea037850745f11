package dev.cliprange.storage.read;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.client.InFlightBudget;
import dev.cliprange.storage.client.InFlightLimit;
import dev.cliprange.storage.client.ReadFailures;
import dev.cliprange.storage.location.SourceKind;
import dev.cliprange.timeline.ByteSpan;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/** Reads files on its own threads. Its paths are resolved, and the allow-list was checked before. */
public final class FileReader {

    private final Scheduler scheduler;
    private final InFlightBudget budget;
    private final SourceReadMetrics metrics;

    /** @param scheduler a bounded number of threads that may block */
    public FileReader(Scheduler scheduler, InFlightBudget budget, SourceReadMetrics metrics) {
        this.scheduler = scheduler;
        this.budget = budget;
        this.metrics = metrics;
    }

    /** @param path called on a thread that may block */
    Mono<ObjectStat> stat(Callable<Path> path) {
        return Mono.fromCallable(() -> statOf(attributesOf(path.call())))
                .subscribeOn(scheduler)
                .onErrorMap(IOException.class, FileReader::failureOf);
    }

    /** The path and offset of a span, for a caller that lets the kernel send it. */
    Mono<FileSlice> slice(Callable<Path> path, String revision, ByteSpan span) {
        return Mono.fromCallable(() -> {
                    Path file = path.call();
                    requireRevision(file, revision, span);
                    return new FileSlice(file, span.offsetBytes(), span.lengthBytes());
                })
                .subscribeOn(scheduler)
                .onErrorMap(IOException.class, FileReader::failureOf);
    }

    /** Opens the file at the revision, uses it, and closes it however the use ends. */
    <T> Mono<T> withFile(Callable<Path> path, String revision, Function<FileLease, Mono<T>> use) {
        Mono<T> lent = Mono.using(
                        () -> FileLease.open(path.call(), revision, scheduler, metrics), use, FileLease::release)
                .subscribeOn(scheduler)
                // Not every IOException: the use may have failed with one of its own.
                .onErrorMap(FileSystemException.class, FileReader::failureOf);
        return metrics.traced(lent);
    }

    /** Owned buffers, exactly the span's bytes. An empty revision reads without a condition. */
    public Flux<ByteBuf> read(Callable<Path> path, String revision, ByteSpan span) {
        Flux<ByteBuf> borrowed = Flux.<ByteBuf, OpenFile>generate(
                        () -> OpenFile.open(path.call(), revision, span, budget.bufferBytes()),
                        OpenFile::next,
                        this::close)
                .subscribeOn(scheduler)
                .onErrorMap(IOException.class, FileReader::failureOf);
        return metrics.traced(span, new InFlightLimit(borrowed, budget));
    }

    private void close(OpenFile file) {
        try {
            file.channel.close();
        } catch (IOException e) {
            // Nothing is lost, because it was opened for reading.
        }
        metrics.ended(SourceKind.FILE, file.ending(), file.doneBytes);
    }

    private static BasicFileAttributes attributesOf(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw ReadFailures.unreadable("It is no regular file");
        }
        return attributes;
    }

    /** @throws FailureException MEDIA_MALFORMED if the file is empty */
    private static ObjectStat statOf(BasicFileAttributes attributes) {
        if (attributes.size() == 0) {
            throw EmptyObjects.failure();
        }
        return new ObjectStat(
                attributes.size(),
                Long.toHexString(attributes.size())
                        + "-"
                        + Long.toHexString(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS))
                        + "-"
                        + Integer.toHexString(
                                String.valueOf(attributes.fileKey()).hashCode()));
    }

    static void requireRevision(Path file, String revision, ByteSpan span) throws IOException {
        BasicFileAttributes attributes = attributesOf(file);
        if (attributes.size() == 0) {
            // It was not empty when it was indexed.
            throw ReadFailures.changed();
        }
        ObjectStat stat = statOf(attributes);
        if (!revision.equals(Validators.ANY_REVISION) && !revision.equals(stat.revision())) {
            throw ReadFailures.changed();
        }
        if (span.offsetBytes() + span.lengthBytes() > stat.sizeBytes()) {
            throw ReadFailures.unreadable("The file is shorter than the bytes asked for");
        }
    }

    static FailureException failureOf(Throwable failure) {
        return failure instanceof NoSuchFileException
                ? new FailureException(Failure.SOURCE_NOT_FOUND, "There is no such file")
                : new FailureException(Failure.SOURCE_UNREADABLE, "The file cannot be read", failure);
    }

    private static final class OpenFile {

        private final Path path;
        private final FileChannel channel;
        private final String revision;
        private final ByteSpan span;
        private final int bufferBytes;
        private long doneBytes;
        private boolean failed;

        private OpenFile(Path path, FileChannel channel, String revision, ByteSpan span, int bufferBytes) {
            this.path = path;
            this.channel = channel;
            this.revision = revision;
            this.span = span;
            this.bufferBytes = bufferBytes;
        }

        static OpenFile open(Path path, String revision, ByteSpan span, int bufferBytes) throws IOException {
            requireRevision(path, revision, span);
            return new OpenFile(
                    path,
                    FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS),
                    revision,
                    span,
                    bufferBytes);
        }

        OpenFile next(SynchronousSink<ByteBuf> sink) {
            int length = (int) Math.min(bufferBytes, span.lengthBytes() - doneBytes);
            ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(length);
            try {
                fill(buffer, length);
                doneBytes += length;
                boolean last = doneBytes == span.lengthBytes();
                if (last) {
                    // A file that was written to during the read is not the one that was indexed.
                    requireRevision(path, revision, span);
                }
                sink.next(buffer);
                if (last) {
                    sink.complete();
                }
            } catch (IOException | FailureException e) {
                failed = true;
                sink.error(e);
            } finally {
                buffer.release();
            }
            return this;
        }

        SignalType ending() {
            if (failed) {
                return SignalType.ON_ERROR;
            }
            return doneBytes == span.lengthBytes() ? SignalType.ON_COMPLETE : SignalType.CANCEL;
        }

        private void fill(ByteBuf buffer, int length) throws IOException {
            while (buffer.readableBytes() < length) {
                long position = span.offsetBytes() + doneBytes + buffer.readableBytes();
                if (buffer.writeBytes(channel, position, length - buffer.readableBytes()) < 0) {
                    throw ReadFailures.changed();
                }
            }
        }
    }
}
