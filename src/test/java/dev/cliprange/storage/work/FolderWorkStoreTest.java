package dev.cliprange.storage.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.storage.Storage;
import dev.cliprange.storage.StorageFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class FolderWorkStoreTest extends WorkStoreContract {

    @TempDir
    private static Path folder;

    private static Storage storage;

    @BeforeAll
    static void start() {
        storage = StorageFixture.open(StorageFixture.folderOnly(folder.resolve("work")), new SimpleMeterRegistry());
    }

    @AfterAll
    static void stop() {
        storage.close();
    }

    @AfterEach
    void nothingUnfinishedIsLeft() throws IOException {
        assertThat(unfinished()).isEmpty();
    }

    @Override
    List<String> unfinished() throws IOException {
        if (!Files.exists(folder.resolve("work"))) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(folder.resolve("work"))) {
            return paths.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(UnfinishedFile.NAME_PREFIX))
                    .toList();
        } catch (UncheckedIOException e) {
            // A file was moved or deleted while they were listed.
            return List.of("being deleted");
        }
    }

    @Override
    WorkStore store() {
        return storage.work();
    }
}
