package dev.cliprange.storage.work;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * A file that is written next to its final path and then moved there. The methods block. Closing it deletes what was
 * not moved; it waits for a write on another thread, and a write after it fails.
 */
final class UnfinishedFile implements AutoCloseable {

    static final String NAME_PREFIX = ".part-";

    private final Path target;
    private final Path file;
    private Optional<FileChannel> channel = Optional.empty();
    private boolean closed;

    UnfinishedFile(Path target) {
        this.target = target;
        this.file = target.resolveSibling(NAME_PREFIX + UUID.randomUUID());
    }

    synchronized Path write(byte[] bytes) throws IOException {
        FileChannel open = open();
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            open.write(left);
        }
        return file;
    }

    /** Makes the content durable and replaces the target with it. */
    synchronized Path move() throws IOException {
        open().force(true);
        return Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (channel.isPresent()) {
            channel.get().close();
            Files.deleteIfExists(file);
        }
    }

    private FileChannel open() throws IOException {
        if (closed) {
            throw new IOException("the upload has ended");
        }
        if (channel.isEmpty()) {
            Files.createDirectories(target.resolveSibling(""));
            channel = Optional.of(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        }
        return channel.get();
    }
}
