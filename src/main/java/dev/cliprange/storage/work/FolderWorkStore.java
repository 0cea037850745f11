package dev.cliprange.storage.work;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.read.FileReader;
import dev.cliprange.storage.read.Validators;
import dev.cliprange.timeline.ByteSpan;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The work storage in a folder. An object is written to a temporary file next to its path and then moved. */
public final class FolderWorkStore implements WorkStore {

    private static final Logger log = LoggerFactory.getLogger(FolderWorkStore.class);

    /** Bytes that are copied and written at once. */
    private static final int WRITE_BYTES = 1 << 20;

    private final Path folder;
    private final FileReader reader;
    private final Scheduler scheduler;
    private final FolderListing files;
    private final AbandonedWrites abandoned = new AbandonedWrites();

    /** @param scheduler a bounded number of threads that may block */
    public FolderWorkStore(Path folder, FileReader reader, Scheduler scheduler) {
        this.folder = folder;
        this.reader = reader;
        this.scheduler = scheduler;
        this.files = new FolderListing(folder, scheduler);
    }

    @Override
    public Mono<Void> put(String key, byte[] bytes) {
        Path file = file(key);
        WorkKey.requireSize(bytes);
        return store(file, Flux.just(bytes));
    }

    @Override
    public Mono<Void> put(String key, Flux<ByteBuf> bytes, long lengthBytes) {
        int partBytes = Math.min(PartSize.of(lengthBytes), WRITE_BYTES);
        return store(file(key), ByteParts.of(bytes, lengthBytes, partBytes));
    }

    @Override
    public Mono<Long> putUpTo(String key, Flux<ByteBuf> bytes, long mostBytes) {
        Path file = file(key);
        int partBytes = Math.min(PartSize.of(mostBytes), WRITE_BYTES);
        return Mono.defer(() -> {
            var lengthBytes = new AtomicLong();
            Flux<byte[]> parts =
                    ByteParts.upTo(bytes, mostBytes, partBytes).doOnNext(part -> lengthBytes.addAndGet(part.length));
            return store(file, parts).then(Mono.fromSupplier(lengthBytes::get));
        });
    }

    private Mono<Void> store(Path file, Flux<byte[]> parts) {
        return Mono.usingWhen(
                Mono.fromSupplier(() -> new UnfinishedFile(file)),
                unfinished -> parts.concatMap(part -> blocking(() -> unfinished.write(part)), 0)
                        .then(blocking(unfinished::move))
                        .then(),
                this::close,
                (unfinished, failure) -> close(unfinished),
                unfinished -> abandoned.until(file.toString(), close(unfinished)));
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
        return abandoned
                .ended(written -> Path.of(written).startsWith(tree))
                .then(blocking(() -> delete(tree)))
                .then();
    }

    @Override
    public Mono<Void> delete(String key) {
        Path file = file(key);
        return abandoned
                .ended(file.toString()::equals)
                .then(blocking(() -> Files.deleteIfExists(file)))
                .then();
    }

    @Override
    public Flux<WorkObject> list(String prefix) {
        return files.list(file(prefix));
    }

    @Override
    public Flux<String> unfinished(Instant before) {
        return files.unfinished(before).map(files::key);
    }

    @Override
    public Flux<String> deleteUnfinished(Instant before) {
        return files.unfinished(before)
                .concatMap(file -> blocking(() -> Files.deleteIfExists(file)).thenReturn(files.key(file)));
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

    static Throwable failed(IOException failure) {
        return new FailureException(Failure.SOURCE_UNREADABLE, "The work storage's folder cannot be used", failure);
    }

    private Mono<Void> close(UnfinishedFile unfinished) {
        return Mono.fromCallable(() -> {
                    unfinished.close();
                    return true;
                })
                .subscribeOn(scheduler)
                .onErrorResume(IOException.class, failure -> {
                    log.atWarn().setCause(failure).log("an unfinished object was not deleted");
                    return Mono.empty();
                })
                .then();
    }

    private static Path delete(Path tree) throws IOException {
        if (Files.isDirectory(tree)) {
            Files.walkFileTree(tree, new TreeDeletion());
        }
        return tree;
    }

    /** Deletes files first, then their folders. Another instance may delete the same tree. */
    private static final class TreeDeletion extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
