package dev.cliprange.storage.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.storage.Storage;
import dev.cliprange.storage.StorageFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void nothingUnfinishedIsLeft() throws Exception {
        if (Files.exists(folder.resolve("work"))) {
            try (Stream<Path> paths = Files.walk(folder.resolve("work"))) {
                assertThat(paths.map(path -> path.getFileName().toString()))
                        .noneMatch(name -> name.startsWith(".part"));
            }
        }
    }

    @Override
    WorkStore store() {
        return storage.work();
    }
}
