package dev.cliprange.storage.work;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.read.FileReader;
import dev.cliprange.storage.read.Validators;
import dev.cliprange.timeline.ByteSpan;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The work storage in a folder. An object is written beside its place and moved there. */
public final class FolderWorkStore implements WorkStore {

    private static final String UNFINISHED = ".part-";

    private final Path folder;
    private final FileReader reader;
    private final Scheduler scheduler;

    /** @param scheduler a bounded number of threads that may block */
    public FolderWorkStore(Path folder, FileReader reader, Scheduler scheduler) {
        this.folder = folder;
        this.reader = reader;
        this.scheduler = scheduler;
    }

    @Override
    public Mono<Void> put(String key, byte[] bytes) {
        Path file = file(key);
        WorkKey.requireSize(bytes);
        return blocking(() -> write(file, bytes)).then();
    }

    @Override
    public Mono<Long> sizeBytes(String key) {
        Path file = file(key);
        return Mono.fromCallable(() -> Files.size(file))
                .subscribeOn(scheduler)
                .onErrorResume(NoSuchFileException.class, absent -> Mono.empty())
                .onErrorMap(IOException.class, FolderWorkStore::failed);
    }

    @Override
    public Mono<byte[]> get(String key) {
        Path file = file(key);
        return Mono.fromCallable(() -> Files.readAllBytes(file))
                .subscribeOn(scheduler)
                .onErrorResume(NoSuchFileException.class, absent -> Mono.empty())
                .onErrorMap(IOException.class, FolderWorkStore::failed);
    }

    @Override
    public Flux<ByteBuf> read(String key, long offsetBytes, long lengthBytes) {
        Path file = file(key);
        return reader.read(() -> file, Validators.ANY_REVISION, new ByteSpan(offsetBytes, lengthBytes));
    }

    @Override
    public Mono<Void> deleteTree(String prefix) {
        Path tree = file(prefix);
        return blocking(() -> delete(tree)).then();
    }

    @Override
    public Mono<Void> check() {
        return blocking(() -> {
                    if (!Files.isWritable(Files.createDirectories(folder))) {
                        throw new IOException("not writable");
                    }
                    return folder;
                })
                .then();
    }

    private Path file(String key) {
        return folder.resolve(WorkKey.require(key));
    }

    private <T> Mono<T> blocking(Callable<T> work) {
        return Mono.fromCallable(work).subscribeOn(scheduler).onErrorMap(IOException.class, FolderWorkStore::failed);
    }

    private static Throwable failed(IOException failure) {
        return new FailureException(Failure.SOURCE_UNREADABLE, "The work storage's folder cannot be used", failure);
    }

    private static Path write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Path unfinished = file.resolveSibling(UNFINISHED + UUID.randomUUID());
        try {
            try (FileChannel channel =
                    FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            return Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static Path delete(Path tree) throws IOException {
        if (!Files.isDirectory(tree)) {
            return tree;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Somebody else deletes it too.
        }
        return tree;
    }
}
