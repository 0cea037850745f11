package dev.cliprange.storage.work;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** Lists the files of a work storage in a folder, each when it is requested. */
final class FolderListing {

    private record Listed(Path file, BasicFileAttributes attributes) {

        boolean isUnfinished() {
            return String.valueOf(file.getFileName()).startsWith(UnfinishedFile.NAME_PREFIX);
        }
    }

    private final Path folder;
    private final Scheduler scheduler;

    FolderListing(Path folder, Scheduler scheduler) {
        this.folder = folder;
        this.scheduler = scheduler;
    }

    /** Returns the objects of a tree. */
    Flux<WorkObject> list(Path tree) {
        return files(tree)
                .filter(listed -> !listed.isUnfinished())
                .map(listed -> new WorkObject(
                        key(listed.file()),
                        listed.attributes().size(),
                        listed.attributes().lastModifiedTime().toInstant()));
    }

    /** Returns the temporary files that were last written before a time. */
    Flux<Path> unfinished(Instant before) {
        return files(folder)
                .filter(Listed::isUnfinished)
                .filter(listed ->
                        listed.attributes().lastModifiedTime().toInstant().isBefore(before))
                .map(Listed::file);
    }

    String key(Path file) {
        return folder.relativize(file).toString();
    }

    private Flux<Listed> files(Path tree) {
        return Flux.using(() -> walk(tree), (Stream<Path> paths) -> Flux.fromStream(paths), Stream::close)
                .flatMapIterable(file -> attributes(file).stream().toList())
                .subscribeOn(scheduler)
                .onErrorMap(
                        UncheckedIOException.class,
                        error -> FolderWorkStore.failed(Objects.requireNonNull(error.getCause())))
                .onErrorMap(IOException.class, FolderWorkStore::failed);
    }

    /** The caller closes the stream. */
    @SuppressWarnings("StreamResourceLeak")
    private static Stream<Path> walk(Path tree) throws IOException {
        return Files.isDirectory(tree) ? Files.walk(tree) : Stream.empty();
    }

    /** Returns nothing for a folder, and for a file that was deleted meanwhile. */
    private static Optional<Listed> attributes(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() ? Optional.of(new Listed(file, attributes)) : Optional.empty();
        } catch (NoSuchFileException deleted) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
